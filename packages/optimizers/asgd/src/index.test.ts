import { conformance } from "@downhill/conformance";
import { asgd } from "./index.ts";

conformance(asgd, {
  settings: { t0: { t0: 3 } },
  symmetries: { sign: true },
});
