import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/madgrad.json" with { type: "json" };
import { madgrad } from "./index.ts";

conformance(madgrad, { symmetries: { sign: true }, moves: "ε is added to the rate, as its authors do" });
trajectories(madgrad, golden);
