import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/nadamw.json" with { type: "json" };
import { nadamw } from "./index.ts";

conformance(nadamw, { symmetries: { sign: true, scale: { eps: 0 } } });
trajectories(nadamw, golden);
