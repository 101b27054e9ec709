import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/schedule-free-adamw.json" with { type: "json" };
import { scheduleFreeAdamw } from "./index.ts";

conformance(scheduleFreeAdamw);
trajectories(scheduleFreeAdamw, golden);
