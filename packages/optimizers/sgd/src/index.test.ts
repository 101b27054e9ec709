import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/sgd.json" with { type: "json" };
import { sgd } from "./index.ts";

conformance(sgd);
trajectories(sgd, golden);
