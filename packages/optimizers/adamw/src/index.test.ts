import { adam } from "@downhill/catalog";
import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/adamw.json" with { type: "json" };
import { adamw } from "./index.ts";

conformance(adamw, {
  identities: [{ name: "without decay it is Adam", hyper: { weightDecay: 0 }, with: adam, tolerance: 1e-12 }],
  symmetries: { sign: true, scale: { eps: 0 } },
});
trajectories(adamw, golden);
