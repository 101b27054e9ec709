import type { HyperSpec } from "./contract.ts";
import type { StateSpec } from "./define.ts";
import type { Engine, Moment, Work } from "./engine.ts";
import type { Method } from "./method.ts";
import type { Cells, Slot } from "./parameters.ts";
import { stage } from "./stage.ts";
import type { Within } from "./within.ts";
import type { WrapperDefinition } from "./wrapper.ts";

/** Runs an inner method's engine on the same weights, with its own names for what it remembers. */
export function wrappedEngine(
  definition: WrapperDefinition<HyperSpec, StateSpec, string>,
  own: Pick<Method, "state" | "random">,
  inner: Method,
  within: Within,
  work: Work,
): Engine {
  const { slots, hyper, shared } = work;
  const on = stage(definition.name, work, Object.values(own.state), own.random);

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
  const engine = inner.engine({ ...work, slots: innerSlots, hyper: numbers.get(hyper)!, shared: cellsWithin(shared) });

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
    gradient = name;
    hand();
  };

  return {
    moved() {
      on.refresh();
      hand();
    },
    changed() {
      for (const [outer, within_] of numbers) Object.assign(within_, within.numbers(outer));
      engine.changed?.();
    },
    step(moment) {
      const { t } = moment;
      const step = on.step(moment);
      const transformed = () => definition.gradient?.(on.tensors as never, hyper as never, t, step as never) ?? "g";
      const after = (call: () => number) => () => {
        const loss = call();
        if (!Number.isNaN(loss)) use(transformed());
        return loss;
      };
      const take = (options: { gradient?: string; t?: number } = {}) => {
        use(options.gradient ?? transformed());
        const within: Moment = { ...moment, evaluate: after(moment.evaluate), probe: after(moment.probe) };
        engine.step({ ...within, t: options.t ?? t });
      };
      if (definition.step) definition.step(on.tensors as never, hyper as never, t, { ...step, inner: take } as never);
      else take();
      on.sweep(t);
    },
    ...((definition.weights || engine.weights) && {
      weights: (t: number) =>
        definition.weights
          ? on.everyone.map((tensor) => definition.weights!(tensor as never, tensor.hyper as never, t).slice())
          : engine.weights!(t),
    }),
  };
}
