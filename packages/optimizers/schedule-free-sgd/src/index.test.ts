import { conformance } from "@downhill/conformance";
import { scheduleFreeSgd } from "./index.ts";

conformance(scheduleFreeSgd, {
  settings: { weightLrPower: { warmupSteps: 5 } },
  symmetries: { sign: true },
});
