import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/amsgrad.json" with { type: "json" };
import { amsgrad } from "./index.ts";

conformance(amsgrad, { symmetries: { sign: true, scale: { eps: 0 } } });
trajectories(amsgrad, golden);
