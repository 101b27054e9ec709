import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/nadam.json" with { type: "json" };
import { nadam } from "./index.ts";

conformance(nadam, { symmetries: { sign: true, scale: { eps: 0 } } });
trajectories(nadam, golden);
