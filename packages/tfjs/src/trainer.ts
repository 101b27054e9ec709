import type { HyperSpec, HyperValues, Optimizer, Options, Plugin, State } from "@downhill/plugin";
import { parameter } from "@downhill/plugin";
import { engine, type Tensor, type Variable } from "@tensorflow/tfjs-core";
import type { TfjsOptions } from "./contract.ts";
import { type Held, hold } from "./held.ts";
import { renamed, type Saved } from "./saved.ts";

/** Gradients of variables, by their names. */
export type Gradients = Readonly<Record<string, Tensor | null | undefined>>;

/** Computes the gradients at the variables' present values, has them used while they are there, and returns the loss. */
export type Evaluate = (use: (gradients: Gradients) => void) => number;

/** Steps variables of TensorFlow.js with an optimizer of Downhill's, which is made once it is known which there are. */
export interface Trainer<H extends HyperSpec>
  extends Pick<Optimizer<H>, "hyper" | "schedules" | "groups" | "backend" | "backendReason" | "t" | "dispose"> {
  /** What `step` must be given beside the gradients: the loss, and a way to evaluate again. */
  needs(): { readonly loss: boolean; readonly evaluations: boolean };
  /** Moves the variables that have a gradient; the others rest. @throws as an optimizer does; then nothing has changed */
  step(gradients: Gradients, loss?: number, evaluate?: Evaluate): void;
  saved(): Saved;
  load(saved: Saved): void;
  withWeights<T>(f: () => T, variables?: readonly Variable[]): T;
}

/**
 * @param isLoaded whether it was made from what a model's file says, and nobody could give it functions
 * @throws as the plugin does, for what makes no sense
 */
export function makeTrainer<H extends HyperSpec>(
  plugin: Plugin<H>,
  hyper: HyperValues<H>,
  { variable: say, ...options }: TfjsOptions<H>,
  isLoaded: boolean,
): Trainer<H> {
  const { name } = plugin;
  const { groups: overrides = [], ...rest } = options;
  /** Has the hyperparameters until there are variables. */
  const before = plugin({ none: parameter([0]) }, hyper, rest as Options<H>);
  const held = new Map<string, Held>();
  let inner: Optimizer<H> | undefined;
  /** What was loaded, of variables that have not been stepped yet. */
  let pending: Saved | undefined;
  let isLent = false;

  const live = () => inner ?? before;

  function numbersAndSchedules(): HyperValues<H> {
    const { hyper, schedules } = live();
    return { ...hyper, ...schedules } as HyperValues<H>;
  }

  /** The groups of a model that was loaded are those that it was saved with. */
  const groupsFor = (state: State | undefined): Options<H>["groups"] =>
    isLoaded && state
      ? state.groups.map(({ parameters, hyper }) => ({ match: parameters, hyper: hyper as HyperValues<H> }))
      : overrides;

  /** Makes the optimizer of all variables that there have been, with what it knew before. */
  function remake(): void {
    const names = [...held.keys()];
    if (isLoaded && pending?.functions.length)
      throw new Error(
        `${name}: it was saved with ${pending.functions.join(" and ")}, which no file can hold. Make it again, ` +
          "`const optimizer = toTfjs(…)`, then `await optimizer.setWeights(await model.optimizer.getWeights())` and `model.compile({ optimizer, … })`",
      );
    const loaded = pending && renamed(name, pending.state, names);
    const was = inner?.state();
    const parameters = Object.fromEntries(
      names.flatMap((each) => {
        const entries = was?.parameters[each] ?? loaded?.parameters[each];
        return entries ? [[each, entries]] : [];
      }),
    );
    const only = (state: State) =>
      state.groups.map(({ parameters: of, hyper }) => ({ parameters: of.filter((each) => each in parameters), hyper }));
    const base = was ?? loaded;
    const given = Object.fromEntries([...held].map(([each, { parameter }]) => [each, parameter]));
    const next = plugin(given, numbersAndSchedules(), {
      ...options,
      groups: groupsFor(base && { ...base, groups: only(base) }),
    } as Options<H>);
    if (base) {
      // The numbers of the hyperparameters are those that are in force, set since then included.
      next.load({ ...base, parameters, groups: only(base), hyper: {} }, { missing: "keep" });
      for (const [i, { schedules }] of (inner?.groups ?? []).entries())
        Object.assign(next.groups[i]!.schedules, schedules);
    }
    inner?.dispose();
    inner = next;
    if (loaded && Object.keys(loaded.parameters).every((each) => held.has(each))) pending = undefined;
  }

  /** Has the present variables of these names. @throws where they are not what they were */
  function meet(variables: readonly Variable[]): void {
    for (const variable of variables) {
      const one = held.get(variable.name) ?? hold(name, variable, say);
      one.take(variable);
      held.set(variable.name, one);
    }
    if (!inner || variables.some((each) => !(each.name in inner!.parameters))) remake();
  }

  /** Has the variables that have a gradient, and those gradients. @returns their names */
  function take(gradients: Gradients): string[] {
    const { registeredVariables } = engine();
    const names = Object.keys(gradients).filter((each) => gradients[each]);
    const find = (each: string) => registeredVariables[each] ?? refuse(`${name}: there is no variable "${each}"`);
    meet(names.map(find));
    follow(gradients);
    return names;
  }

  function follow(gradients: Gradients): void {
    for (const [each, one] of held) one.follow(gradients[each]);
  }

  function assign(names: readonly string[]): void {
    for (const each of names) held.get(each)!.assign();
  }

  return {
    get hyper() {
      return live().hyper;
    },
    get schedules() {
      return live().schedules;
    },
    get groups() {
      return inner?.groups ?? [];
    },
    get backend() {
      return live().backend;
    },
    get backendReason() {
      return live().backendReason;
    },
    get t() {
      return inner?.t ?? pending?.state.t ?? 0;
    },
    needs: () => ({ loss: plugin.needsLoss, evaluations: plugin.evaluations(live().hyper, options) !== 0 }),
    step(gradients, loss, evaluate) {
      if (isLent) throw new Error(`${name}: no step within withWeights`);
      const names = take(gradients);
      const again = () => {
        assign(names);
        return evaluate!(follow);
      };
      // A step that throws has put the values back: the variables get them again, whatever an evaluation has given them.
      try {
        inner!.step(evaluate && again, loss);
      } finally {
        assign(names);
      }
    },
    saved() {
      if (!inner && !pending && overrides.length > 0)
        throw new Error(
          `${name}: before its first step it is not known which variables its groups have: save it after one`,
        );
      const { schedules, hyper } = live();
      const state = inner?.state() ?? pending?.state ?? { ...before.state(), parameters: {} };
      return {
        state: {
          ...state,
          hyper: Object.fromEntries(Object.keys(state.hyper).map((each) => [each, hyper[each]!])),
          parameters: { ...pending?.state.parameters, ...state.parameters },
        },
        functions: [
          ...(!inner && pending ? pending.functions : []),
          ...Object.keys(schedules).map((each) => `a schedule of ${each}`),
          ...(inner?.groups ?? []).flatMap(({ schedules }) =>
            Object.keys(schedules).map((each) => `a schedule of a group's ${each}`),
          ),
          ...Object.entries(rest).flatMap(([each, option]) =>
            typeof option === "function" ? [`the function ${each}`] : [],
          ),
        ],
      };
    },
    load(saved) {
      const { hyper, schedules } = before;
      for (const [each, schedule] of Object.entries(inner?.schedules ?? {}))
        (schedules as Record<string, unknown>)[each] = schedule;
      for (const [each, number] of Object.entries(saved.state.hyper))
        if (schedules[each] || hyper[each] !== Number(number)) (hyper as Record<string, number>)[each] = Number(number);
      inner?.dispose();
      inner = undefined;
      held.clear();
      pending = saved;
    },
    withWeights(f, variables) {
      if (!inner && variables) meet(variables);
      if (!inner && pending)
        throw new Error(
          `${name}: withWeights: what was loaded meets its variables in the first step: withWeights(f, variables)`,
        );
      if (!inner) return f();
      const weights = inner.weights();
      const others = [...held].filter(([each, { parameter }]) => weights[each] !== parameter.value);
      for (const [each, one] of others) one.assign(weights[each]);
      isLent = true;
      const back = () => {
        isLent = false;
        assign(others.map(([each]) => each));
      };
      return finished(f, back);
    },
    dispose() {
      inner?.dispose();
      before.dispose();
    },
  };
}

function refuse(what: string): never {
  throw new RangeError(what);
}

/** Calls `after` when `f` is done: when its promise is, if it returns one. */
function finished<T>(f: () => T, after: () => void): T {
  let result: T;
  try {
    result = f();
  } catch (error) {
    after();
    throw error;
  }
  if (result instanceof Promise) return result.finally(after) as T;
  after();
  return result;
}
