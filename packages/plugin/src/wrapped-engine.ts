import type { FloatArray, HyperSpec } from "./contract.ts";
import type { StateSpec, Step } from "./define.ts";
import type { Engine, Moment, Work } from "./engine.ts";
import { fail } from "./errors.ts";
import type { Method } from "./method.ts";
import type { Cells, Slot } from "./parameters.ts";
import { stage } from "./stage.ts";
import { common, type Within } from "./within.ts";
import type { InnerStep, WrapperDefinition } from "./wrapper-definition.ts";

/** Runs an inner method's engine on the same weights, with its own names for what it remembers. */
export function wrappedEngine(
  definition: WrapperDefinition<HyperSpec, StateSpec, string>,
  own: Pick<Method, "state" | "random">,
  inner: Method,
  within: Within,
  work: Work,
): Engine {
  const { slots, hyper, shared } = work;
  const { counts, once } = definition;
  const on = stage(definition.name, work, Object.values(own.state), own.random);
  const steps = counts === undefined ? undefined : shared[counts];

  /** The inner numbers of each group's outer ones. */
  const numbers = new Map([hyper, ...slots.map(({ hyper }) => hyper)].map((outer) => [outer, within.numbers(outer)]));
  const cellsWithin = (cells: Cells): Cells =>
    Object.fromEntries(within.names.filter(([, outer]) => cells[outer]).map(([name, outer]) => [name, cells[outer]!]));
  const innerSlots = slots.map(
    (slot): Slot => ({
      ...slot,
      arrays: {} as Slot["arrays"],
      cells: cellsWithin(slot.cells),
      hyper: numbers.get(slot.hyper)!,
    }),
  );
  const innerShared = cellsWithin(shared);
  const check = () => {
    if (once !== undefined && inner.evaluations(numbers.get(hyper)!, work.options) !== 0)
      fail(`${definition.name}(${inner.name}): ${once}`);
  };
  check();
  const engine = inner.engine({ ...work, slots: innerSlots, hyper: numbers.get(hyper)!, shared: innerShared });

  /** The array that is the inner one's gradient. */
  let gradient = "g";
  const hand = () => {
    for (const [i, { arrays, value, grad, heap }] of slots.entries()) {
      const slot = innerSlots[i]!;
      Object.assign(slot, { value, grad, heap });
      Object.assign(slot.arrays, { w: arrays.w, g: arrays[gradient] });
      for (const [name, outer] of within.names) if (arrays[outer]) slot.arrays[name] = arrays[outer];
    }
    engine.moved();
  };
  const use = (name: string) => {
    if (name === gradient) return;
    if (name !== "g")
      for (const { name: parameter, arrays } of slots)
        if (!arrays[name])
          fail(`${definition.name}: parameter "${parameter}" has no array "${name}" to be its gradient`);
    gradient = name;
    hand();
  };

  // All of this is made once, not at each step, which tells it its moment.
  let moment: Moment;
  const step = {
    ...on.step({
      t: 0,
      loss: undefined,
      evaluate: () => moment.evaluate(),
      probe: () => moment.probe(),
      get undo() {
        return moment.undo;
      },
    }),
    inner(options: { gradient?: string; loss?: number } = {}) {
      use(options.gradient ?? transformed(step));
      if (steps) steps[0]!++;
      told.t = steps?.[0] ?? moment.t;
      told.loss = "loss" in options ? options.loss : step.loss;
      engine.step(told);
    },
    reset() {
      restart(inner, innerSlots, innerShared, step.overwrites);
      if (steps) steps[0] = 0;
    },
  } as { -readonly [K in keyof InnerStep]: InnerStep[K] };
  /** For the wrapper's own step: what it evaluates there is where the inner one starts from. */
  const stepping = {
    ...step,
    evaluate: () => {
      step.loss = step.evaluate();
      return step.loss;
    },
    probe: () => {
      step.loss = step.probe();
      return step.loss;
    },
  };
  const transformed = (given: Step) =>
    definition.gradient?.(on.tensors as never, hyper as never, moment.t, given as never) ?? "g";
  /**
   * What the inner one evaluates with: the gradients are transformed afterwards, unless a probe has found them not finite.
   * An evaluation throws then, and a loss that is NaN says nothing of them.
   */
  const transforming = (call: () => number, probes = false) => {
    let finite = true;
    const seen = () => {
      const loss = call();
      finite &&= !(probes && Number.isNaN(loss));
      return loss;
    };
    const given = { ...step, evaluate: seen, probe: seen };
    return () => {
      finite = true;
      given.loss = seen();
      if (finite) use(transformed(given));
      return finite ? given.loss : NaN;
    };
  };
  const told = {
    t: 0,
    loss: step.loss,
    evaluate: transforming(step.evaluate),
    probe: transforming(step.probe, true),
    get undo() {
      return moment.undo;
    },
  };

  return {
    moved() {
      on.refresh();
      hand();
    },
    changed() {
      for (const [outer, within_] of numbers) Object.assign(within_, within.numbers(outer));
      check();
      engine.changed?.();
    },
    step(now) {
      moment = now;
      step.loss = now.loss;
      stepping.loss = now.loss;
      if (definition.step) definition.step(on.tensors as never, hyper as never, now.t, stepping as never);
      else step.inner();
      on.sweep(now.t);
    },
    ...((definition.weights || engine.weights) && {
      weights: (t: number) =>
        definition.weights
          ? on.everyone.map((tensor) => definition.weights!(tensor as never, tensor.hyper as never, t).slice())
          : engine.weights!(steps?.[0] ?? t),
    }),
  };
}

/** Puts a method's state back to where it starts; random numbers go on. */
function restart(
  { state }: Method,
  slots: readonly Slot[],
  shared: Cells,
  overwrites: (array: FloatArray) => void,
): void {
  for (const { name, kind, from, copied } of Object.values(state)) {
    if (kind === "shared" && !common.includes(name)) shared[name]![0] = from as number;
    for (const { arrays, cells } of slots) {
      if (kind === "scalar") cells[name]![0] = from as number;
      const array = kind === "array" ? arrays[name] : undefined;
      if (array && copied === false) overwrites(array);
      if (from === "w") array?.set(arrays.w);
      else array?.fill(from);
    }
  }
}
