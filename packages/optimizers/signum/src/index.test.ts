import { conformance } from "@downhill/conformance";
import { signum } from "./index.ts";

conformance(signum, { symmetries: { sign: true, scale: {} } });
