import { conformance } from "@downhill/conformance";
import { nadamw } from "./index.ts";

conformance(nadamw, { symmetries: { sign: true, scale: { eps: 0 } } });
