import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/laprop.json" with { type: "json" };
import { laprop } from "./index.ts";

conformance(laprop, { symmetries: { sign: true, scale: { eps: 0 } } });
trajectories(laprop, golden);
