import { describe, expect, it } from "vitest";
import { decay, elementwise, flag, type Group, type ParameterFacts, rate } from "./index.ts";

const about = { doc: "For tests.", paper: "none", reference: "none" };
const plain = elementwise({
  ...about,
  name: "plain",
  hyper: { lr: rate(0.1, "step size"), mu: decay(0.9, "decay"), on: flag(1, "whether to move") },
  state: ["v"],
  rule: ({ w, g, v }, { lr, mu, on }) => ({ w: on ? w - lr * (mu * v + g) : w, v: mu * v + g }),
});
type Plain = typeof plain extends (...args: never) => infer O ? O : never;
type PlainGroup = Group<typeof plain.hyper>;
const one = () => ({ value: Float64Array.of(1), grad: Float64Array.of(1) });
const make = (hyper = {}, groups: readonly PlainGroup[] = []) => plain({ a: one(), b: one() }, hyper, { groups });

describe("hyper", () => {
  it("is the number of the next step, whether it is scheduled or not", () => {
    const o = make({ lr: (t: number) => 1 / (1 + t), on: () => true });
    const seen: number[] = [];
    for (let i = 0; i < 3; i++) {
      seen.push(o.hyper.lr);
      o.step();
    }
    expect(seen).toEqual([1, 1 / 2, 1 / 3]);
    expect({ ...o.hyper }).toEqual({ lr: 1 / 4, mu: 0.9, on: 1 });
    expect(Object.keys(o.hyper)).toEqual(["lr", "mu", "on"]);
    expect(`${o.hyper}`).toBe("[object Object]");
  });

  it("ends a schedule where it is assigned", () => {
    const o = make({ lr: (t: number) => 1 / (1 + t) });
    o.step();
    o.hyper.lr *= 0.5;
    o.step();
    expect([o.hyper.lr, o.schedules.lr]).toEqual([0.25, undefined]);
  });

  it("refuses a function, and says where schedules are set", () => {
    const o = make();
    const assign = () => Object.assign(o.hyper, { lr: () => 1 });
    expect(assign).toThrow("plain: lr must be a finite number, at least 0, got a function (optimizer.schedules.lr = …");
    expect(o.hyper.lr).toBe(0.1);
    expect(() => delete (o.hyper as { lr?: number }).lr).toThrow(
      "plain: lr must be a finite number, at least 0, got undef",
    );
  });

  it.each([null, "", [], "0.1", false, {}, 1n, NaN, -1])("refuses %s for a rate", (value) => {
    const o = make();
    expect(() => Object.assign(o.hyper, { lr: value })).toThrow("plain: lr must be a finite number, at least 0, got ");
    expect(() => make({ lr: value })).toThrow("plain: lr must be");
    expect(() => make({ lr: () => value })).toThrow(/plain: lr must be .* at step 0/);
  });
});

describe("schedules", () => {
  it("are set, read and ended", () => {
    const o = make();
    const schedule = (t: number) => 1 + t;
    expect([o.schedules.lr, Object.keys(o.schedules)]).toEqual([undefined, []]);
    o.schedules.lr = schedule;
    expect([o.schedules.lr, Object.keys(o.schedules)]).toEqual([schedule, ["lr"]]);
    o.step();
    o.schedules.lr = undefined;
    expect([o.hyper.lr, o.schedules.lr]).toEqual([2, undefined]);
    o.schedules.lr = schedule;
    o.step();
    delete o.schedules.lr;
    delete o.schedules.mu;
    expect({ ...o.hyper }).toEqual({ lr: 3, mu: 0.9, on: 1 });
  });

  it("refuse what is no function, and what is no hyperparameter", () => {
    const o = make();
    expect(() => Object.assign(o.schedules, { lr: 1 })).toThrow("plain: schedules.lr must be a function of the steps");
    expect(() => Object.assign(o.schedules, { rate: () => 1 })).toThrow(
      'plain: unknown hyperparameter "rate" (it has lr, mu, on)',
    );
    expect((o.schedules as { rate?: unknown }).rate).toBeUndefined();
  });

  it("hold for groups that do not override them", () => {
    const o = make({ lr: (t: number) => 1 + t }, [
      { match: "a", hyper: { mu: 0.5 } },
      { match: "b", hyper: { lr: (t) => 10 * (1 + t) } },
    ]);
    const [a, b] = o.groups;
    o.step();
    expect([a!.hyper.lr, a!.schedules.lr?.(0), b!.hyper.lr, b!.schedules.lr?.(0)]).toEqual([2, 1, 20, 10]);
    a!.schedules.lr = undefined;
    b!.hyper.lr = 7;
    o.step();
    expect([o.hyper.lr, a!.hyper.lr, b!.hyper.lr]).toEqual([3, 2, 7]);
  });
});

describe("a state's hyperparameters", () => {
  it("resume a training to the bit where rates were changed by hand, in groups too", () => {
    const run = (o: Plain, steps: number) => {
      for (let i = 0; i < steps; i++) o.step();
    };
    const groups: PlainGroup[] = [{ match: "b", hyper: { mu: 0.5 } }];
    const [a, b] = [one(), one()];
    const first = plain({ a, b }, { lr: (t: number) => 1 / (1 + t) }, { groups });
    run(first, 3);
    first.hyper.mu = 0.25;
    first.groups[0]!.hyper.lr = 0.125;
    const saved = structuredClone(first.state());
    expect(saved.hyper).toEqual({ mu: 0.25, on: 1 });
    expect(saved.groups).toEqual([{ parameters: ["b"], hyper: { mu: 0.5, lr: 0.125 } }]);
    const copies = structuredClone({ a, b });
    const second = plain(copies, { lr: (t: number) => 1 / (1 + t) }, { groups });
    second.load(saved);
    run(first, 3);
    run(second, 3);
    expect(copies).toEqual({ a, b });
    expect(second.state()).toEqual(first.state());
  });

  it("end a schedule, and overrides that were not there", () => {
    const groups: PlainGroup[] = [{ match: "b", hyper: {} }];
    const saved = make({ lr: 0.5 }, groups).state();
    const o = make({ lr: (t: number) => 1 + t, mu: () => 0.75 }, groups);
    o.groups[0]!.hyper.lr = 3;
    o.groups[0]!.schedules.mu = () => 0.125;
    o.load(saved);
    expect({ ...o.hyper }).toEqual({ lr: 0.5, mu: 0.9, on: 1 });
    expect([o.groups[0]!.hyper.lr, o.groups[0]!.hyper.mu]).toEqual([0.5, 0.125]);
  });

  it("stay as they are where that is asked for", () => {
    const schedule = (t: number) => 1 + t;
    const o = make({ lr: schedule });
    const { hyper: _, groups: __, ...old } = make({ lr: 0.5 }).state();
    expect(() => o.load(old as never)).toThrow(
      /plain: this state has no hyperparameters: load\(state, \{ hyper: "keep" \}\)/,
    );
    o.load(old as never, { hyper: "keep" });
    expect(o.schedules.lr).toBe(schedule);
    expect(() => o.load(old as never, { hyper: "leave" as never })).toThrow(
      'hyper must be "restore", "keep", got "leave"',
    );
    expect(() => o.load(old as never, { keep: true } as never)).toThrow('plain: unknown option "keep"');
  });

  it("are all taken, or none", () => {
    const groups: PlainGroup[] = [{ match: "b", hyper: { lr: 0.25 } }];
    const o = make({}, groups);
    const good = make({ lr: 0.5 }, groups).state();
    const before = o.state();
    const bad: [object, RegExp][] = [
      [{ hyper: { ...good.hyper, lr: null } }, /lr must be .* got null/],
      [{ hyper: { ...good.hyper, rate: 1 } }, /unknown hyperparameter "rate"/],
      [{ groups: [] }, /other groups/],
      [{ groups: [{ parameters: ["a"], hyper: { lr: 1 } }] }, /a state's group 0: "b" is missing/],
      [{ groups: [{ parameters: ["b"], hyper: { lr: -1 } }] }, /lr must be .* got -1/],
    ];
    for (const [change, message] of bad) {
      expect(() => o.load({ ...good, ...change })).toThrow(message);
      expect(o.state()).toEqual(before);
    }
  });
});

describe("groups", () => {
  const named = (...names: string[]) => Object.fromEntries(names.map((name) => [name, one()]));
  const of = (match: PlainGroup["match"], parameters = named("a.weight", "a.bias", "b.bias")) =>
    plain(parameters, {}, { groups: [{ match, hyper: { lr: 0 } }] }).groups[0]!.parameters;

  it.each<[string, PlainGroup["match"], string[]]>([
    ["a name", "a.bias", ["a.bias"]],
    ["names", ["b.bias", "a.bias", "b.bias"], ["b.bias", "a.bias"]],
    ["a RegExp", /bias$/, ["a.bias", "b.bias"]],
    ["a RegExp that remembers where it was", /bias/g, ["a.bias", "b.bias"]],
    ["a RegExp that matches nothing", /scale$/, []],
    ["a predicate", ({ name }) => name.startsWith("a."), ["a.weight", "a.bias"]],
    ["a predicate that accepts nothing", () => false, []],
    ["no names", [], []],
  ])("take %s", (_, match, found) => {
    expect(of(match)).toEqual(found);
    expect(of(match)).toEqual(found);
  });

  it("say that there is no such name", () => {
    expect(() => of("bias")).toThrow('plain: a group has an unknown parameter "bias"');
    expect(() => of(["a.bias", "c"])).toThrow('plain: a group has an unknown parameter "c"');
  });

  it("tell a predicate what a parameter is", () => {
    const facts: ParameterFacts[] = [];
    const value = new Float32Array(6);
    const w = { value, grad: value.slice(), shape: [2, 3], role: "weight", output: true } as const;
    of((parameter) => facts.push(parameter) > 9, { w, b: one() } as never);
    expect(facts).toEqual([
      { name: "w", shape: [2, 3], role: "weight", output: true, outputAxis: 1, length: 6 },
      { name: "b", shape: [1], role: undefined, output: undefined, outputAxis: 0, length: 1 },
    ]);
  });
});
