import { type FloatType, snapshot, task, train } from "./fixtures.ts";
import type { Numbers } from "./options.ts";
import type { Subject, Undisturbed } from "./subject.ts";

/** The runs that others are compared with: each is made once, and goes as far as it is asked for. */
export function undisturbed(make: Subject["make"]): Subject["undisturbed"] {
  const known = new Map<FloatType, WeakMap<Numbers, Undisturbed>>();
  const run = (type: FloatType, hyper: Numbers): Undisturbed => {
    const work = task(type);
    const optimizer = make(work, hyper);
    const snapshots = [snapshot(optimizer, work)];
    return {
      after(steps) {
        while (snapshots.length <= steps) {
          train(optimizer, work, 1);
          snapshots.push(snapshot(optimizer, work));
        }
        return snapshots[steps]!;
      },
    };
  };
  return (type, hyper) => {
    const runs = known.get(type) ?? new WeakMap<Numbers, Undisturbed>();
    known.set(type, runs);
    const found = runs.get(hyper) ?? run(type, hyper);
    runs.set(hyper, found);
    return found;
  };
}
