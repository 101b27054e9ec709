import { parse } from "@downhill/catalog";
import { problems } from "@downhill/problems/registry";
import * as own from "./run.ts";
import { schedules } from "./schedules.ts";

export type {
  Checkpoint,
  Curve,
  RunResult,
  RunSpec,
  RunStep,
  ScheduleSpec,
  Surroundings,
  TargetResult,
} from "./run.ts";

const surroundings: own.Surroundings = { optimizers: parse, problems, schedules };

/** `run` of `@downhill/runs/run`, with the catalog's optimizers and the problems of `@downhill/problems`. */
export function run(spec: own.RunSpec, from?: own.Checkpoint | undefined): Generator<own.RunStep, own.RunResult, void> {
  return own.run(spec, surroundings, from);
}

/** The result of a run to its end, whose memory is given back. @throws as `run` */
export function runToEnd(spec: own.RunSpec): own.RunResult {
  return own.runToEnd(spec, surroundings);
}

/** Loads what the spec's problem needs: iris and MNIST lie in optional packages. @throws (rejects) as that of `./run` */
export async function prepare(spec: own.RunSpec): Promise<void> {
  await own.prepare(spec, surroundings);
}
