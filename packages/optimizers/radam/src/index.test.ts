import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/radam.json" with { type: "json" };
import { radam } from "./index.ts";

conformance(radam);
trajectories(radam, golden);
