/** A plugin from outside that ends the process that it runs in. */

import { rate, tensorwise } from "@downhill/plugin";

export const quitter = tensorwise({
  name: "quitter",
  doc: "Ends its process at the first step.",
  paper: "none",
  reference: "none",
  hyper: { lr: rate(1e-3, "step size α") },
  update() {
    process.exit(7);
  },
});
