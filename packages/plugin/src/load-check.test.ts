import { accumulate, clip, lookahead, prodigy } from "@downhill/catalog";
import { describe, expect, it } from "vitest";
import { elementwise, type Plugin, rate, whole } from "./index.ts";

const parameters = () => ({
  w: { value: Float32Array.of(1, 2), grad: Float32Array.of(1, 1) },
  b: { value: Float32Array.of(3), grad: Float32Array.of(2) },
});

/** Two numbers that go together only in order. */
const ordered = elementwise({
  name: "ordered",
  doc: "For tests.",
  paper: "none",
  reference: "none",
  hyper: { low: rate(0.1, "the lower"), high: rate(0.5, "the higher"), count: whole(1, "how many", [1, 9]) },
  state: ["m"],
  check: ({ low, high }) => (low > high ? `low must be at most high, got ${low} and ${high}` : undefined),
  rule({ w, g, m }, { low, high, count }) {
    m = high * m + g;
    w = w - low * count * m;
    return { w, m };
  },
});

describe("load refuses hyperparameters that do not go together, and leaves everything as it was", () => {
  const make = (hyper = {}, groups: readonly object[] = []) => {
    const given = parameters();
    const optimizer = ordered(given, hyper, { groups: groups as never });
    const everything = () =>
      structuredClone({
        state: optimizer.state(),
        hyper: { ...optimizer.hyper },
        groups: optimizer.groups.map(({ hyper }) => ({ ...hyper })),
        schedules: Object.keys(optimizer.schedules),
        bytes: optimizer.bytes,
        evaluations: optimizer.evaluations,
        given,
      });
    return { optimizer, everything };
  };
  const refused = ({ optimizer, everything }: ReturnType<typeof make>, state: object, message: string) => {
    optimizer.step();
    const before = everything();
    expect(() => optimizer.load(state as never)).toThrow(message);
    expect(everything()).toEqual(before);
    optimizer.step();
    expect(optimizer.t).toBe(2);
  };

  it("by themselves", () => {
    const one = make();
    const state = one.optimizer.state();
    refused(
      one,
      { ...state, t: 7, hyper: { ...state.hyper, low: 0.6 } },
      "ordered: low must be at most high, got 0.6 and 0.5",
    );
  });

  it("of a group, with what it has from all parameters'", () => {
    const groups = [{ match: "b", hyper: { low: 0.2 } }];
    const one = make({}, groups);
    const state = one.optimizer.state();
    const message = "ordered: low must be at most high, got 0.4 and 0.3";
    refused(
      one,
      { ...state, hyper: { ...state.hyper, high: 0.3 }, groups: [{ parameters: ["b"], hyper: { low: 0.4 } }] },
      message,
    );
    // What the group had of its own goes when it is not in the state, and comes back when that is refused.
    refused(
      make({}, groups),
      { ...state, hyper: { ...state.hyper, low: 0.7 }, groups: [{ parameters: ["b"], hyper: {} }] },
      "got 0.7",
    );
    const two = make({ low: 0.3, high: 0.35 }, [{ match: "b", hyper: { high: 0.9 } }]);
    refused(
      two,
      { ...two.optimizer.state(), groups: [{ parameters: ["b"], hyper: { low: 0.8, high: 0.4 } }] },
      "got 0.8 and 0.4",
    );
  });

  it("with a schedule, as it is at the step that is next", () => {
    const falling = { high: (t: number) => 0.5 / (1 + t) };
    const { hyper, ...rest } = make(falling).optimizer.state();
    refused(make(falling), { ...rest, hyper, t: 5 }, "ordered: low must be at most high, got 0.1 and 0.0833");
    const fits = make(falling);
    fits.optimizer.load({ ...rest, hyper, t: 3 });
    expect([fits.optimizer.t, fits.optimizer.hyper.high]).toEqual([3, 0.125]);
  });

  it("and a number that would have ended a schedule has not", () => {
    const one = make({ low: (t: number) => 0.1 + 0 * t });
    refused(one, { ...one.optimizer.state(), hyper: { low: 0.4, high: 0.3, count: 1 } }, "got 0.4 and 0.3");
    expect(one.optimizer.schedules.low).toBeTypeOf("function");
  });

  it.each<[string, Plugin, object, string]>([
    ["Prodigy", prodigy, { d0: 0 }, "prodigy: d0 must be above 0, got 0"],
    ["an inner one", lookahead(clip(prodigy)), { d0: 0 }, "lookahead(clip(prodigy)): d0 must be above 0, got 0"],
    ["a wrapper", accumulate(prodigy), { every: 0 }, "accumulate(prodigy): every must be at least 1, got 0"],
  ])("%s", (_, plugin, hyper, message) => {
    const optimizer = plugin(parameters());
    const state = optimizer.state();
    expect(() => optimizer.load({ ...state, hyper: { ...state.hyper, ...hyper } })).toThrow(message);
    expect(optimizer.state()).toEqual(state);
  });
});

it("load takes what is restored from the next step on", () => {
  const [one, other] = [parameters(), parameters()];
  const [first, second] = [ordered(one, { low: 0.3, count: 2 }), ordered(other)];
  first.step();
  second.load(first.state());
  for (const name of ["w", "b"] as const) other[name].value.set(one[name].value);
  first.step();
  second.step();
  expect(other).toEqual(one);
});

it("load names what is no number in a list", () => {
  const optimizer = ordered(parameters());
  const state = JSON.parse(JSON.stringify(optimizer.state()));
  for (const [wrong, told] of [
    ["x", '"x"'],
    [null, "null"],
    ["", '""'],
  ]) {
    state.parameters.w.m = [1, wrong];
    expect(() => optimizer.load(state)).toThrow(`ordered: parameter "w": state "m"[1] must be a number, got ${told}`);
  }
  state.parameters.w.m = [1, "-Infinity"];
  optimizer.load(state);
  expect(optimizer.state().parameters.w!.m).toEqual(Float32Array.of(1, -Infinity));
});
