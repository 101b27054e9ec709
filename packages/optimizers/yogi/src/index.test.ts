import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/yogi.json" with { type: "json" };
import { yogi } from "./index.ts";

conformance(yogi, {});
trajectories(yogi, golden);
