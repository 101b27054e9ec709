import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/adabelief.json" with { type: "json" };
import { adabelief } from "./index.ts";

conformance(adabelief, {
  settings: {
    amsgrad: { rectify: 0, beta2: 0.5 },
    fixedDecay: { weightDecay: 0.1 },
    decoupledDecay: { weightDecay: 0.1 },
    degeneratedToSgd: { weightDecay: 0.1 },
  },
  moves: "fixedDecay leaves the rate out",
  symmetries: { sign: true },
});
trajectories(adabelief, golden);
