import { conformance } from "@downhill/conformance";
import { amsgrad } from "./index.ts";

conformance(amsgrad, { symmetries: { sign: true, scale: { eps: 0 } } });
