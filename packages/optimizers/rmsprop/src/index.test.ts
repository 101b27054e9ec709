import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/rmsprop.json" with { type: "json" };
import { rmsprop } from "./index.ts";

conformance(rmsprop);
trajectories(rmsprop, golden);
