import { byAddress } from "./addresses.ts";
import type { Engine, Work } from "./engine.ts";
import { memo } from "./memo.ts";
import { type Cells, moving, type Slot } from "./parameters.ts";
import type { Program } from "./rule/program.ts";
import { joined, type Run } from "./runs.ts";
import { numbersIn } from "./tensors.ts";

type Numbers = Readonly<Record<string, number>>;

/** What a rule is given beside the elements; what bears the name of a state's number is that number from then on. */
export type Scalars = (state: Numbers, hyper: Numbers, t: number) => Numbers;

/** Slots for which the rule takes the same numbers. */
interface Kind {
  readonly hyper: Numbers;
  readonly cells: Cells;
  readonly slots: Slot[];
  runs: Run[];
  /** The numbers of its state. */
  readonly state: Numbers;
  /** What the rule is given. */
  numbers: Numbers;
}

/**
 * Runs a compiled rule.
 * @param names of the state's arrays
 */
export function compiledEngine(
  { slots, shared }: Work,
  program: Program,
  names: readonly string[],
  scalars: Scalars | undefined,
): Engine {
  let kinds: Kind[] = [];
  /** Whether the groups' numbers are those of the last step. */
  let same = false;
  const keep = (cells: Cells, numbers: Numbers) => {
    for (const name in cells) if (name in numbers) cells[name]![0] = numbers[name]!;
  };
  return {
    moved() {
      const byHyper = new Map<Numbers, Kind[]>();
      // In the order of the state, which is that of the weights as they were first found.
      for (const slot of byAddress(moving(slots), ({ arrays }) => arrays[names.find((name) => arrays[name]) ?? "w"]!)) {
        const { hyper, cells } = slot;
        const alike = memo(byHyper, hyper, () => []);
        const kind = alike.find((kind) =>
          Object.entries(cells).every(([name, [number]]) => Object.is(number, kind.cells[name]![0])),
        );
        if (kind) kind.slots.push(slot);
        else {
          const state = numbersIn({ ...shared, ...cells });
          alike.push({ hyper, cells, slots: [slot], runs: [], state, numbers: hyper });
        }
      }
      kinds = [...byHyper.values()].flat();
      for (const kind of kinds)
        kind.runs = joined(kind.slots, ["w", "g", ...names], undefined, ["w", "g"]).filter(({ length }) => length);
    },
    changed() {
      same = false;
    },
    step({ t }) {
      if (scalars)
        for (const kind of kinds)
          kind.numbers = { ...kind.hyper, ...kind.state, ...scalars(kind.state, kind.hyper, t) };
      // What a rule's numbers cannot be computed from is found out before anything has moved.
      if (kinds.length > 1) for (const { numbers } of kinds) program.prepare(numbers, t);
      for (let i = 0; i < kinds.length; i++) {
        const { numbers, runs } = kinds[i]!;
        program.prepare(numbers, t, same);
        for (let k = 0; k < runs.length; k++) program.run(runs[k]!);
      }
      same = true;
      if (!scalars) return;
      for (const { slots, numbers } of kinds) for (const { cells } of slots) keep(cells, numbers);
      if (kinds[0]) keep(shared, kinds[0].numbers);
    },
  };
}
