import { conformance } from "@downhill/conformance";
import { rprop } from "./index.ts";

conformance(rprop, {
  settings: { stepMax: { stepMax: 0.012 } },
  moves: "the rate is only where the step sizes start, and stepMin is more",
  symmetries: { sign: true, scale: {} },
});
