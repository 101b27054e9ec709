import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/adagrad.json" with { type: "json" };
import { adagrad } from "./index.ts";

conformance(adagrad, { symmetries: { sign: true, scale: { eps: 0 } } });
trajectories(adagrad, golden);
