import { conformance } from "@downhill/conformance";
import { adan } from "./index.ts";

conformance(adan, { symmetries: { sign: true, scale: { eps: 0 } } });
