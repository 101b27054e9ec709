import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/adam.json" with { type: "json" };
import { adam } from "./index.ts";

conformance(adam);
trajectories(adam, golden);
