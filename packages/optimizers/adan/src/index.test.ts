import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/adan.json" with { type: "json" };
import { adan } from "./index.ts";

conformance(adan, { symmetries: { sign: true, scale: { eps: 0 } } });
trajectories(adan, golden);
