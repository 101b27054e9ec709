import { adam } from "@downhill/catalog";
import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/qhadam.json" with { type: "json" };
import { qhadam } from "./index.ts";

conformance(qhadam, {
  identities: [{ name: "with both ν at 1 it is Adam", hyper: { nu1: 1, nu2: 1 }, with: adam, tolerance: 1e-6 }],
  symmetries: { sign: true, scale: { eps: 0 } },
});
trajectories(qhadam, golden);
