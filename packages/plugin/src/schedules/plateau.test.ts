import { describe, expect, it } from "vitest";
import { elementwise, parameter, rate } from "../index.ts";
import { plateau } from "./index.ts";

const sgd = elementwise({
  ...{ name: "sgd", doc: "For tests.", paper: "none", reference: "none" },
  hyper: { lr: rate(1, "step size") },
  rule: ({ w, g }, { lr }) => ({ w: w - lr * g }),
});
const optimizer = (groups: number[] = [], lr: number | (() => number) = 1) =>
  sgd(
    Object.fromEntries(["w", ...groups.map((_, i) => `w${i}`)].map((name) => [name, parameter([1])])),
    { lr },
    {
      groups: groups.map((lr, i) => ({ match: `w${i}`, hyper: lr ? { lr } : {} })),
    },
  );

/** The rates after each number. */
function rates(options: object, numbers: readonly number[]) {
  const made = optimizer();
  const watcher = plateau(made, { factor: 0.5, ...options });
  return numbers.map((value) => {
    watcher.observe(value);
    return made.hyper.lr;
  });
}

describe("plateau", () => {
  it.each([
    ["waits for as long as patience says", { patience: 1 }, [3, 2, 2, 2, 2, 2], [1, 1, 1, 0.5, 0.5, 0.25]],
    ["an improvement starts the waiting anew", { patience: 1 }, [3, 3, 2, 2, 1, 1], [1, 1, 1, 1, 1, 1]],
    ["without patience moves at once", { patience: 0 }, [1, 2, 0, 1], [1, 0.5, 0.5, 0.25]],
    ["a relative threshold", { patience: 0, threshold: 0.1 }, [10, 9.5, 8.9, 8.1], [1, 0.5, 0.5, 0.25]],
    [
      "an absolute one",
      { patience: 0, threshold: 1, thresholdMode: "abs" },
      [10, 9.5, 8.9, 8.1, 7],
      [1, 0.5, 0.5, 0.25, 0.25],
    ],
    ["the highest", { patience: 0, mode: "max" }, [1, 2, 1, 3], [1, 1, 0.5, 0.5]],
    // PyTorch 2.13.0's, as those of numbers below 0.
    [
      "the highest, by a relative threshold",
      { patience: 0, mode: "max", threshold: 0.1 },
      [10, 10.5, 11.2, 12.1, 12.4],
      [1, 0.5, 0.5, 0.25, 0.25],
    ],
    ["which 0.9 is not after 1", { patience: 0, mode: "max", threshold: 0.1 }, [1, 0.95, 0.9], [1, 0.5, 0.25]],
    [
      "the highest, by an absolute one",
      { patience: 0, mode: "max", threshold: 0.1, thresholdMode: "abs" },
      [10, 10.05, 10.2, 10.25],
      [1, 0.5, 0.5, 0.25],
    ],
    [
      "the highest of negative numbers",
      { patience: 0, mode: "max", threshold: 0.1 },
      [-10, -9.5, -8.9, -11],
      [1, 1, 1, 0.5],
    ],
    ["the lowest of them", { patience: 0, threshold: 0.1 }, [-10, -10.5, -9.2, -9, -8], [1, 1, 0.5, 0.25, 0.125]],
    ["cools down", { patience: 0, cooldown: 2 }, [1, 1, 1, 1, 1, 1], [1, 0.5, 0.5, 0.5, 0.25, 0.25]],
    ["ends at the least rate", { patience: 0, minLr: 0.4 }, [1, 1, 1, 1], [1, 0.5, 0.4, 0.4]],
    ["makes no move that is too small", { patience: 0, eps: 0.3 }, [1, 1, 1, 1], [1, 0.5, 0.5, 0.5]],
    ["NaN and infinity are no improvement", { patience: 0 }, [NaN, 2, -Infinity, 1], [0.5, 0.5, 0.25, 0.25]],
  ])("%s", (_, options, numbers, expected) => expect(rates(options, numbers)).toEqual(expected));

  it("moves a group's own rate too, and leaves what follows following", () => {
    const made = optimizer([0.2, 0, 0.5]);
    const watcher = plateau(made, { factor: 0.5, patience: 0 });
    watcher.observe(1);
    expect(watcher.observe(1)).toBe(true);
    expect(made.groups.map(({ hyper }) => hyper.lr)).toEqual([0.1, 0.5, 0.25]);
    made.hyper.lr = 7;
    expect(made.groups.map(({ hyper }) => hyper.lr)).toEqual([0.1, 7, 0.25]);
  });

  it("ends a schedule at the number in force, lowered", () => {
    const made = optimizer([], () => 0.8);
    const watcher = plateau(made, { factor: 0.5, patience: 0 });
    for (let i = 0; i < 2; i++) watcher.observe(1);
    expect([made.hyper.lr, made.schedules.lr]).toEqual([0.4, undefined]);
  });

  it("as a callback watches the validation data's loss, where there are any", () => {
    const made = optimizer();
    const { onEpoch } = plateau(made, { factor: 0.5, patience: 0 });
    for (const loss of [3, 2]) onEpoch({ loss, validation: { loss: 1 } });
    expect(made.hyper.lr).toBe(0.5);
    for (const loss of [0.5, 0.4]) onEpoch({ loss, validation: undefined });
    expect(made.hyper.lr).toBe(0.5);
  });

  it("goes on from its state, through JSON, after each number", () => {
    const numbers = [3, 2, 2, 2.5, 2, 2, 1, 1, 1, 1, 1, 1];
    const options = { factor: 0.5, patience: 1, cooldown: 1 };
    const whole = rates(options, numbers);
    for (let k = 0; k <= numbers.length; k++) {
      const made = optimizer();
      let watcher = plateau(made, options);
      const found = numbers.map((value, i) => {
        if (i === k) {
          const saved = JSON.stringify(watcher.state());
          watcher = plateau(made, options);
          watcher.load(JSON.parse(saved));
        }
        watcher.observe(value);
        return made.hyper.lr;
      });
      expect(found).toEqual(whole);
    }
  });

  it("names what is wrong, and has then changed nothing", () => {
    const watcher = plateau(optimizer());
    watcher.observe(1);
    for (const wrong of [null, {}, { best: "1", waited: 0, cooling: 0 }, { best: 1, waited: -1, cooling: 0 }])
      expect(() => watcher.load(wrong as never)).toThrow("plateau: state.");
    expect(() => watcher.observe("1" as never)).toThrow('plateau: the value to observe must be a number, got "1"');
    expect(watcher.state()).toEqual({ best: 1, waited: 0, cooling: 0 });
    expect(() => plateau({} as never)).toThrow("plateau: optimizer must be an optimizer with a rate, lr");
    expect(() => plateau(optimizer(), { factor: 1 })).toThrow("plateau: factor must be in [0, 1), got 1");
  });
});
