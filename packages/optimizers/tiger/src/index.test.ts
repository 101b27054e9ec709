import { signum } from "@downhill/catalog";
import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/tiger.json" with { type: "json" };
import { tiger } from "./index.ts";

conformance(tiger, {
  identities: [
    {
      name: "without decay it is signum",
      hyper: { weightDecay: 0 },
      with: signum,
      same: { lr: 1e-3, momentum: 0.965 },
    },
  ],
  moves: "fixedDecay leaves the rate out",
  symmetries: { sign: true, scale: {} },
});
trajectories(tiger, golden);
