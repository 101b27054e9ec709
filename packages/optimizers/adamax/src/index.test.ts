import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/adamax.json" with { type: "json" };
import { adamax } from "./index.ts";

conformance(adamax, { symmetries: { sign: true, scale: { eps: 0 } } });
trajectories(adamax, golden);
