import { conformance } from "@downhill/conformance";
import { simplifiedAdemamix } from "./index.ts";

conformance(simplifiedAdemamix, {
  settings: { beta1Warmup: { beta1Warmup: 20 }, minBeta1: { beta1Warmup: 20, minBeta1: 0.8 } },
  symmetries: { sign: true, scale: { eps: 0 } },
});
