import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/lbfgs.json" with { type: "json" };
import { lbfgs } from "./index.ts";

conformance(lbfgs, { coupled: "one direction and one step length for all parameters" });
trajectories(lbfgs, golden);
