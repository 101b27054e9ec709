import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/adadelta.json" with { type: "json" };
import { adadelta } from "./index.ts";

conformance(adadelta, { symmetries: { sign: true } });
trajectories(adadelta, golden);
