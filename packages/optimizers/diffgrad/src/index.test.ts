import { conformance } from "@downhill/conformance";
import { diffgrad } from "./index.ts";

conformance(diffgrad, { symmetries: { sign: true } });
