/** The schedules that a lane's rate can follow, of a race of that length. */

import type { ScheduleSpec } from "@downhill/runs/run";

export const schedules = (budget: number): readonly { readonly name: string; readonly spec?: ScheduleSpec }[] => [
  { name: "none: it stays" },
  { name: "cosine, to 0 at the end", spec: { name: "cosine", options: { tMax: budget } } },
  {
    name: "warm-up of 5 %, then cosine",
    spec: {
      name: "cosine",
      options: { tMax: Math.ceil(0.95 * budget) },
      warmup: Math.max(1, Math.floor(0.05 * budget)),
    },
  },
  { name: "1 / (1 + t / 1000)", spec: { name: "inverseTimeDecay", options: { decay: 0.001 } } },
  { name: "halved every fifth", spec: { name: "step", options: { stepSize: Math.ceil(budget / 5), gamma: 0.5 } } },
];
