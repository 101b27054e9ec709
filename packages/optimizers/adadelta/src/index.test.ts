import { conformance } from "@downhill/conformance";
import { adadelta } from "./index.ts";

conformance(adadelta, { symmetries: { sign: true } });
