/** What there is to say of a problem and of an optimizer, from what they say themselves. */

import type { Plugin } from "@downhill/plugin";
import type { Problem } from "@downhill/problems";
import type { RunStep } from "@downhill/runs/run";
import { strideOf } from "./lane.ts";
import { isPlane } from "./names.ts";
import { planeOf } from "./plane.ts";
import type { Contender, Course, Facts, LaneFacts, LaneId, ProblemSaid } from "./protocol.ts";

export function contenderOf({ name, doc, paper, reference, hyper }: Plugin): Contender {
  const knobs = Object.entries(hyper).map(([knob, { default: value, range, scale, doc: about }]) => {
    return { name: knob, default: value, range, scale, doc: about };
  });
  // A wrapper's has two parts.
  return { name, doc, paper, unverified: reference.split("; ").includes("none"), knobs };
}

export function laneFactsOf(race: number, id: LaneId, plugin: Plugin, { optimizer, task }: RunStep): LaneFacts {
  const count = Object.values(task.parameters).reduce((sum, { value }) => sum + value.length, 0);
  const arrays = Object.values(optimizer.state().parameters).flatMap((states) => Object.values(states));
  const bytes = arrays.reduce<number>((sum, state) => sum + (typeof state === "number" ? 8 : state.byteLength), 0);
  const hyper = { ...optimizer.hyper };
  return { type: "lane", race, id, contender: contenderOf(plugin), hyper, bytes: bytes / count };
}

export function factsOf(
  race: number,
  { problem }: Course,
  { doc, options, metric }: Problem,
  now: RunStep,
): Omit<Facts, "code" | "fit"> {
  const { task, optimizer } = now;
  const { lesson } = task;
  const samples = lesson?.data.x.shape[0] ?? 0;
  const dense = Object.values(lesson?.model.parameters() ?? {}).filter(({ shape }) => shape?.length === 2);
  const knobs = Object.entries(options).map(([name, { default: value, range, scale, doc: about }]) => {
    const given = problem.options?.[name];
    return {
      name,
      default: Number(value),
      value: Number(given ?? value),
      range: range ?? [0, 1],
      scale,
      doc: about,
    } as const;
  });
  const between = lesson?.model.layers.find(({ name }) => !["dense", "flatten"].includes(name));
  return {
    ...{ type: "facts", race, problem: problem.name, doc, metric: metric.name },
    knobs,
    sizes: lesson ? [lesson.model.inputs, ...dense.map(({ shape }) => shape!.at(-1)!)] : [],
    activation: between?.name ?? "",
    ...{ samples, batchSize: lesson?.batchSize ?? 0, stride: strideOf(task), start: now.measure().loss },
    plane: planeOf(task),
    portable: lesson?.model.backendReason ?? optimizer.backendReason ?? null,
  };
}

export async function problemSaid({ name, doc, group, precision, targets }: Problem): Promise<ProblemSaid> {
  return { name, doc, group, precision, targets: targets.map(({ loss }) => loss), plane: await isPlane(name) };
}
