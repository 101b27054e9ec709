import { conformance } from "@downhill/conformance";
import { adamax } from "./index.ts";

conformance(adamax, { symmetries: { sign: true, scale: { eps: 0 } } });
