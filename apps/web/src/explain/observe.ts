/** Follows one weight through a run: what a step found, and what it left. */

import { equations } from "@downhill/catalog/equations";
import type { ElementwisePlugin, FloatArray, Optimizer, Plugin } from "@downhill/plugin";
import { type Checkpoint, type RunSpec, type RunStep, run, type Surroundings } from "@downhill/runs/run";
import { type Explained, explainStep } from "./step.ts";

/** Which weight of which parameter. */
export interface Place {
  readonly parameter: string;
  readonly index: number;
}

export interface Weights {
  readonly parameter: string;
  readonly shape: readonly number[];
}

/** One step of one weight, as it happened. Plain, to be sent. */
export interface Observed {
  readonly step: number;
  readonly place: Place;
  readonly type: "float32" | "float64";
  readonly optimizer: { readonly name: string; readonly doc: string; readonly paper: string };
  readonly hyper: Readonly<Record<string, number>>;
  readonly g: number;
  readonly before: Numbers;
  readonly after: Numbers;
  /** The step by its formulas; null where there are none for one weight alone. */
  readonly explained: Explained | null;
  /** What the state held after each step, up to this one: the last number is that of `step`. */
  readonly trail: Readonly<Record<string, readonly number[]>>;
  /** Every parameter that there is, and which weight this step has moved most. */
  readonly weights: readonly Weights[];
  readonly furthest: Place;
}

/** The weight, `w`, and its numbers of the state, by name. */
type Numbers = Readonly<Record<string, number>>;

export interface Observer {
  /** @returns null where the run ends before that step */
  observe(step: number, place: Place | undefined): Observed | null;
  dispose(): void;
}

/** What is gone through before a step, to say what an average remembers, where there is a place to begin there. */
const TRAIL = 1024;

/**
 * @param before the last place that had spent no more evaluations than that, where the run has been there already
 * @throws as `run`
 */
export function observer(
  spec: RunSpec,
  surroundings: Surroundings,
  plugin: Plugin,
  before: (evaluations: number) => Checkpoint | undefined = () => undefined,
): Observer {
  let steps: ReturnType<typeof run> | undefined;
  let now: RunStep | undefined;
  let at: Place | undefined;
  let trail: Record<string, number[]> = {};

  const dispose = () => {
    now?.optimizer.dispose();
    now?.task.lesson?.model.dispose();
    now = steps = undefined;
  };
  const restart = (step: number) => {
    dispose();
    // A step costs one evaluation at least.
    steps = run(spec, surroundings, before(Math.max(0, step - 1 - TRAIL)));
    now = steps.next().value as RunStep;
    trail = {};
  };
  const advance = (): boolean => {
    const next = steps!.next();
    if (next.done) return false;
    now = next.value;
    const numbers = numbersAt(now.optimizer, at!);
    for (const key in numbers) {
      trail[key] ??= [];
      trail[key].push(numbers[key]!);
      if (trail[key].length > 2 * TRAIL) trail[key].shift();
    }
    return true;
  };

  return {
    observe(step, place = at) {
      if (!now || now.step >= step || now.step < step - 2 * TRAIL || !place || !alike(place, at)) {
        restart(step);
        at = place ?? { parameter: Object.keys(now!.task.parameters)[0]!, index: 0 };
      }
      while (now!.step < step - 1) if (!advance()) return null;
      const { optimizer, task } = now!;
      const former = numbersAt(optimizer, at!);
      const values = Object.values(task.parameters).map(({ value }) => value.slice());
      const hyper = { ...optimizer.hyper };
      if (!advance()) return null;
      const { value, grad } = task.parameters[at!.parameter]!;
      const g = grad[at!.index]!;
      const type = value instanceof Float32Array ? "float32" : "float64";
      return {
        ...{ step, place: at!, type, hyper, g, before: former, trail: structuredClone(trail) },
        optimizer: { name: plugin.name, doc: plugin.doc, paper: plugin.paper },
        after: numbersAt(optimizer, at!),
        explained: explained(plugin, former, g, step, hyper, type),
        weights: Object.entries(task.parameters).map(([parameter, { value, shape }]) => ({
          ...{ parameter, shape: shape ?? [value.length] },
        })),
        furthest: furthest(task.parameters, values),
      };
    },
    dispose,
  };
}

const alike = (one: Place, other: Place | undefined) => one.parameter === other?.parameter && one.index === other.index;

function numbersAt(optimizer: Optimizer, { parameter, index }: Place): Record<string, number> {
  const { value } = optimizer.parameters[parameter] ?? { value: [] };
  if (!(index in value)) throw new RangeError(`there is no weight ${index} of a parameter "${parameter}"`);
  const { parameters, shared } = optimizer.state();
  const own = Object.entries(parameters[parameter] ?? {}).flatMap(([name, state]): [string, number][] => {
    if (typeof state === "number") return [[name, state]];
    return state.length === value.length ? [[name, state[index]!]] : [];
  });
  return { w: value[index]!, ...shared, ...Object.fromEntries(own) };
}

function explained(
  plugin: Plugin,
  { w, ...state }: Record<string, number>,
  g: number,
  step: number,
  hyper: Numbers,
  type: "float32" | "float64",
): Explained | null {
  if (!Object.hasOwn(equations, plugin.name)) return null;
  const own = equations[plugin.name as keyof typeof equations];
  const array = type === "float32" ? Float32Array : Float64Array;
  return explainStep(plugin as ElementwisePlugin, own, { w: w!, state }, g, step, hyper, array);
}

function furthest(parameters: RunStep["task"]["parameters"], before: readonly FloatArray[]): Place {
  let [found, most]: [Place, number] = [{ parameter: Object.keys(parameters)[0]!, index: 0 }, -1];
  for (const [i, [parameter, { value }]] of Object.entries(parameters).entries())
    for (let index = 0; index < value.length; index++) {
      const moved = Math.abs(value[index]! - before[i]![index]!);
      if (moved > most) [found, most] = [{ parameter, index }, moved];
    }
  return found;
}
