import { conformance } from "@downhill/conformance";
import { adopt } from "./index.ts";

conformance(adopt, {
  settings: { decoupled: { weightDecay: 0.1 } },
  symmetries: { sign: true, scale: { eps: 0 } },
});
