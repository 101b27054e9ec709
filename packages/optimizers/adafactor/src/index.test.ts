import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/adafactor.json" with { type: "json" };
import { adafactor } from "./index.ts";

conformance(adafactor);
trajectories(adafactor, golden);
