import { conformance } from "@downhill/conformance";
import { ademamix } from "./index.ts";

conformance(ademamix, {
  settings: { tAlphaWarmup: { tAlphaWarmup: 20 }, tBeta3Warmup: { tBeta3Warmup: 20 } },
  symmetries: { sign: true, scale: { eps: 0 } },
});
