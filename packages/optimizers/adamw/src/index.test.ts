import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/adamw.json" with { type: "json" };
import { adamw } from "./index.ts";

conformance(adamw);
trajectories(adamw, golden);
