import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/adagrad.json" with { type: "json" };
import { adagrad } from "./index.ts";

conformance(adagrad);
trajectories(adagrad, golden);
