import { signum } from "@downhill/catalog";
import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/lion.json" with { type: "json" };
import { lion } from "./index.ts";

conformance(lion, {
  identities: [
    {
      name: "one memory is signum",
      hyper: { beta1: 0.9, beta2: 0.9 },
      with: signum,
      same: { lr: 1e-4, momentum: 0.9 },
    },
  ],
  symmetries: { sign: true, scale: {} },
});
trajectories(lion, golden);
