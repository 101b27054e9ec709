import { spawnSync } from "node:child_process";
import { bundled } from "@downhill/config/testing/bundled.ts";
import { describe, expect, it } from "vitest";
import { decay, elementwise, parameter, RuleError, rate } from "./index.ts";
import { ops } from "./ops.ts";

type Rule = Parameters<typeof elementwise<typeof hyper, readonly ["m"]>>[0]["rule"];

const hyper = { lr: rate(0.1, "step size"), beta: decay(0.9, "decay") };
const about = { name: "moving", doc: "For tests.", paper: "none", reference: "none", hyper, state: ["m"] } as const;
const rule: Rule = ({ w, g, m }, { lr, beta }, t) => {
  m = beta * m + (1 - beta) * g;
  w = lr === 0 ? w : w - (lr * m) / (1 - beta ** t);
  return { w, m };
};

/** What tools make of the rule, in their own words. */
const texts: Record<string, string> = {
  "Istanbul's counters": `({
    rule({ w, g, m }, { lr, beta }, t) {
      cov_2f9y6m7qkw().f[0]++;
      cov_2f9y6m7qkw().s[1]++;
      m = beta * m + (1 - beta) * g;
      cov_2f9y6m7qkw().s[2]++;
      w = lr === 0 ? (cov_2f9y6m7qkw().b[0][0]++, w) : (cov_2f9y6m7qkw().b[0][1]++, w - lr * m / (1 - beta ** t));
      cov_2f9y6m7qkw().s[3]++;
      return { w, m };
    }
  }).rule`,
  "Stryker's mutants": `({
    rule({ w, g, m }, { lr, beta }, t) {
      if (stryMutAct_9fa48("0")) {
        {}
      } else {
        stryCov_9fa48("0");
        m = stryMutAct_9fa48("1") ? beta * m - (1 - beta) * g : (stryCov_9fa48("1"), beta * m + (1 - beta) * g);
        w = lr === 0 ? w : w - lr * m / (1 - beta ** t);
        return { w, m };
      }
    }
  }).rule`,
  "Babel's ES5": `({
    rule: function rule(_ref, _ref2, t) {
      var w = _ref.w, g = _ref.g, m = _ref.m;
      var lr = _ref2.lr, beta = _ref2.beta;
      m = beta * m + (1 - beta) * g;
      w = lr === 0 ? w : w - lr * m / (1 - Math.pow(beta, t));
      return { w: w, m: m };
    }
  }).rule`,
  "TypeScript's ES5": `({
    rule: function (_a, _b, t) {
      var w = _a.w, g = _a.g, m = _a.m;
      var lr = _b.lr, beta = _b.beta;
      m = beta * m + (1 - beta) * g;
      w = lr === 0 ? w : w - lr * m / (1 - Math.pow(beta, t));
      return { w: w, m: m };
    }
  }).rule`,
  "swc's ES5": `({
    rule: function rule(param, param1, t) {
      var w = param.w, g = param.g, m = param.m, lr = param1.lr, beta = param1.beta;
      m = beta * m + (1 - beta) * g;
      w = lr === 0 ? w : w - lr * m / (1 - Math.pow(beta, t));
      return { w: w, m: m };
    }
  }).rule`,
  "an obfuscator's names": `function (_0x3f, _0x4a, _0x5b) {
    const _0x6c = _0x4a['beta'] * _0x3f['m'] + (0x1 - _0x4a['beta']) * _0x3f['g'];
    return { 'w': _0x3f['w'] - _0x4a['lr'] * _0x6c / (0x1 - _0x4a['beta'] ** _0x5b), 'm': _0x6c };
  }`,
  "esbuild's helper": `({ w, g, m }, { lr, beta }, t) => {
    m = beta * m + (1 - beta) * g;
    w = lr === 0 ? w : w - lr * m / (1 - __pow(beta, t));
    return { w, m };
  }`,
};
const tools = `
  const counts = new Proxy([], { get: () => [0, 0], set: () => true });
  const cov_2f9y6m7qkw = () => ({ f: counts, s: counts, b: counts });
  const stryMutAct_9fa48 = () => false, stryCov_9fa48 = () => {};
  const __pow = Math.pow;`;
/** A function whose text is gone, as Hermes' and QuickJS' byte code have none. */
const silent = (text: string) => Object.defineProperty(rule.bind(null), "toString", { value: () => text });
const rewritten: Record<string, Rule> = {
  ...Object.fromEntries(
    Object.entries(texts).map(([tool, text]) => [tool, new Function(`${tools} return (${text});`)() as Rule]),
  ),
  "no text, of a bound function": rule.bind(null),
  "no text, in Hermes": silent("function rule(a0, a1, a2) { [bytecode] }"),
  "no text, in QuickJS": silent("function rule() {\n    [native code]\n}"),
  "no text, in XS": silent('function rule (){["native code"]}'),
};

const run = (rule: Rule, type: Float32ArrayConstructor, options = {}) => {
  const optimizer = elementwise({ ...about, rule })(
    { w: { value: type.of(3, -2, 0), grad: type.of(1, 0.3, -5) } },
    {},
    options,
  );
  for (let t = 0; t < 10; t++) optimizer.step();
  const { w } = optimizer.weights();
  return { optimizer, numbers: [...w!, ...(optimizer.state().parameters.w!.m as Float32Array)] };
};

describe.each(Object.entries(rewritten))("a rule that has become %s", (_, other) => {
  it("is called itself, in float64, and says so", () => {
    const { optimizer, numbers } = run(other, Float32Array);
    expect(optimizer.backend).toBe("portable");
    expect(optimizer.backendReason).toMatch(/tool has rewritten the rule.*leave its file out of coverage/);
    const state: Record<"w" | "g" | "m", number>[] = [
      { w: 3, g: 1, m: 0 },
      { w: -2, g: Math.fround(0.3), m: 0 },
      { w: 0, g: -5, m: 0 },
    ];
    for (let t = 1; t <= 10; t++)
      for (const each of state) {
        const { w, m } = rule(each, { lr: 0.1, beta: 0.9 }, t);
        Object.assign(each, { w: Math.fround(w), m: Math.fround(m) });
      }
    expect(numbers).toEqual([...state.map(({ w }) => w), ...state.map(({ m }) => m)]);
  });

  it("computes in float64 what it would have", () => {
    const type = Float64Array as never;
    const wanted = run(rule, type).numbers;
    for (const [i, x] of run(other, type).numbers.entries()) expect(x).toBeCloseTo(wanted[i]!, 13);
  });

  it("cannot have the backend that it would need", () => {
    expect(() => run(other, Float32Array, { backend: "simd" })).toThrow(/"simd" cannot be had: a tool has rewritten/);
    expect(run(other, Float32Array, { backend: "portable" }).optimizer.backendReason).toMatch(/was asked for/);
  });
});

it("a step in which such a rule throws is taken back", () => {
  const fails = new Function(`let calls = 0;
    const cov_1 = () => { if (++calls === 5) throw new Error("no counter"); return 0; };
    return ({ w, g, m }, { lr }) => ({ w: w - lr * g + cov_1(), m: m + g })`)() as Rule;
  const w = parameter([1, 2, 3]);
  w.grad.fill(1);
  const optimizer = elementwise({ ...about, rule: fails })({ w });
  optimizer.step();
  const before = [w.value.slice(), optimizer.state()];
  expect(() => optimizer.step()).toThrow("no counter");
  expect([w.value.slice(), optimizer.state()]).toEqual(before);
});

it("ops.map calls such a rule, too", () => {
  const cov_1 = () => 0;
  const [u, w] = [Float32Array.of(1, 2), Float32Array.of(3, 4)];
  ops.map(({ u, w }, { lr }) => ({ w: w - lr * u + cov_1() }), { u, w }, { lr: 0.5 });
  expect([...w]).toEqual([2.5, 3]);
});

it("ops.map tells rules apart that have no text", () => {
  const [u, w] = [Float64Array.of(1, 2), Float64Array.of(3, 4)];
  type Pair = Record<"u" | "w", number>;
  const rules = [({ u, w }: Pair) => ({ w: w + u }), ({ u, w }: Pair) => ({ w: w * u })];
  for (const rule of rules) ops.map(rule.bind(null), { u, w });
  expect([...w]).toEqual([4, 12]);
});

describe("a mistake in a rule that can be read is an error", () => {
  it.each<[string, object]>([
    ["a function from outside", ({ w, g }: Record<string, number>) => ({ w: w! - rule.length * g!, m: 0 })],
    ["a power of a power's argument count", ({ w, g, m }: Record<string, number>) => ({ w: Math.hypot(w!, g!), m })],
    ["parameters that are no patterns", (elements: { w: number }) => ({ w: elements.w, m: 0 })],
    [
      "a loop",
      function loop({ w, m }: Record<string, number>) {
        for (;;) return { w, m };
      },
    ],
  ])("%s", (_, mistaken) => {
    const w = { value: Float32Array.of(1), grad: Float32Array.of(1) };
    expect(() => elementwise({ ...about, rule: mistaken as Rule })({ w })).toThrow(RuleError);
  });
});

it("a runtime without any function's text runs our own optimizers", async () => {
  const adam = await bundled('export * from "./index.ts";', new URL("../../optimizers/adam/src/", import.meta.url));
  const input = `
    Function.prototype.toString = function () { return \`function \${this.name}() { [bytecode] }\`; };
    const { adam } = await import(${JSON.stringify(adam)});
    const w = { value: Float32Array.of(1), grad: Float32Array.of(1) };
    const optimizer = adam({ w }, { lr: 0.1 });
    for (let i = 0; i < 3; i++) optimizer.step();
    console.log(JSON.stringify([optimizer.backend, optimizer.backendReason, w.value[0]]));`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module"], { input, encoding: "utf8" });
  expect(stderr).toBe("");
  const [backend, reason, value] = JSON.parse(stdout) as [string, string, number];
  expect([backend, reason]).toEqual(["portable", expect.stringMatching(/keeps no text/)]);
  expect(value).toBeCloseTo(0.7, 6);
});
