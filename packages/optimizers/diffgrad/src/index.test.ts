import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/diffgrad.json" with { type: "json" };
import { diffgrad } from "./index.ts";

conformance(diffgrad, { symmetries: { sign: true } });
trajectories(diffgrad, golden);
