import { sgd } from "@downhill/catalog";
import { conformance } from "@downhill/conformance";
import { aggmo } from "./index.ts";

conformance(aggmo, {
  identities: [
    {
      name: "one velocity is SGD with momentum",
      hyper: { numBetas: 1, beta1: 0.5, lr: 0.1 },
      with: sgd,
      same: { momentum: 0.5, lr: 0.1 },
    },
  ],
  settings: {
    beta4: { numBetas: 4, beta4: 0.5 },
    beta5: { numBetas: 5, beta5: 0.5 },
    beta6: { numBetas: 6, beta6: 0.5 },
  },
  symmetries: { sign: true },
});
