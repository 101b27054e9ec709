import { conformance } from "@downhill/conformance";
import { mars } from "./index.ts";

conformance(mars, {
  settings: {
    lion: { lion: 1 },
    optimize1d: { optimize1d: 1 },
  },
  symmetries: { sign: true },
});
