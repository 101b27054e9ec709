import { conformance } from "@downhill/conformance";
import { adabound } from "./index.ts";

conformance(adabound, {
  settings: {
    decoupledWeightDecay: { weightDecay: 0.1 },
    amsbound: { beta2: 0.5 },
    finalLr: { gamma: 1 },
    gamma: { gamma: 1 },
  },
  moves: "the decoupled decay leaves the rate out",
  symmetries: { sign: true },
});
