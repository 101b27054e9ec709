import { conformance } from "@downhill/conformance";
import { laprop } from "./index.ts";

conformance(laprop, { symmetries: { sign: true, scale: { eps: 0 } } });
