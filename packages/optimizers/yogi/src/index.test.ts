import { conformance } from "@downhill/conformance";
import { yogi } from "./index.ts";

conformance(yogi, {});
