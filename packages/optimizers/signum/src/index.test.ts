import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/signum.json" with { type: "json" };
import { signum } from "./index.ts";

conformance(signum, { symmetries: { sign: true, scale: {} } });
trajectories(signum, golden);
