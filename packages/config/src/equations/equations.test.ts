import katex from "katex";
import { expect, describe as group, test } from "vitest";
import { loadPlugins } from "../plugins.ts";
import { repository } from "../workspace.ts";
import { equationsOf } from "./equations.ts";
import { describe } from "./load.ts";
import { equationsBlock } from "./markdown.ts";
import { sourceOf } from "./source.ts";

const plugins = await loadPlugins(repository);
const described = describe(repository, plugins);
const typeset = plugins.filter(({ name }) => described.get(name)?.source?.definer === "elementwise");

/** The equations of a rule's text. */
function of(rule: string, docs: Record<string, string> = {}) {
  const source = sourceOf("x.ts", `export const x = elementwise({ name: "x", ${rule} });`, "x");
  return equationsOf(source!.rule!, docs);
}

/** Those of `w = expression`, with a state `m`, a gradient `g`, and the hyperparameters a and b. */
const formula = (expression: string): string =>
  of(`rule({ w, g, m }, { a, b }, t) { w = ${expression}; return { w, m }; }`, { a: "", b: "" }).latex[0]!;

test("every element-wise optimizer is typeset, each of its assignments, in LaTeX that KaTeX reads", () => {
  expect(typeset.length).toBeGreaterThan(25);
  for (const { name, hyper } of typeset) {
    const { latex, names, symbols } = described.get(name)!.equations!;
    expect(latex.length, name).toBe(names.length);
    for (const text of [...latex, ...Object.values(symbols)])
      expect(
        () => katex.renderToString(text, { displayMode: true, strict: "error" }),
        `${name}: ${text}`,
      ).not.toThrow();
    const block = equationsBlock(described.get(name)!).replaceAll("$$", "");
    expect(() => katex.renderToString(block, { displayMode: true, strict: "error" }), name).not.toThrow();
    const written = Object.values(symbols);
    expect(new Set(written).size, `${name} has two names with one symbol: ${written}`).toBe(written.length);
    expect(written.length, name).toBeGreaterThanOrEqual(Math.min(2, Object.keys(hyper).length));
  }
});

group("samples", () => {
  test("gradient descent", () => {
    const { latex, names } = of("rule({ w, g }, { lr }) { w = w - lr * g; return { w }; }", { lr: "step size" });
    expect(latex).toEqual(["w_t = w_{t-1} - \\eta g_t"]);
    expect(names).toEqual(["w"]);
  });

  test("adam, as the catalog has it", () => {
    const { latex, names, formulas, symbols, elements } = described.get("adam")!.equations!;
    expect(names).toEqual(["d", "m", "v", "correction", "folded", "mHat", "vHat", "explicit", "w"]);
    expect(latex.slice(0, 3)).toEqual([
      "d_t = \\begin{cases} g_t & \\text{if } \\lambda = 0 \\\\ g_t + \\lambda w_{t-1} & \\text{otherwise} \\end{cases}",
      "m_t = \\beta_1 m_{t-1} + (1 - \\beta_1) d_t",
      "v_t = \\beta_2 v_{t-1} + (1 - \\beta_2) d_t^{2}",
    ]);
    expect(latex[5]).toBe("\\hat m_t = \\frac{m_t}{1 - \\beta_1^{t}}");
    expect(latex[7]).toBe("\\mathrm{explicit}_t = \\frac{\\alpha \\hat m_t}{\\sqrt{\\hat v_t} + \\varepsilon}");
    expect(formulas[0]).toEqual(["?", ["===", "weightDecay", 0], "g", ["+", "g", ["*", "weightDecay", "w"]]]);
    expect(formulas[5]).toEqual(["/", "m", ["-", 1, ["**", "beta1", "t"]]]);
    expect(elements).toEqual({ w: "w", g: "g", m: "m", v: "v" });
    expect(symbols).toMatchObject({ lr: "\\alpha", beta1: "\\beta_1", eps: "\\varepsilon", vHat: "\\hat v" });
  });

  test("lion, as the catalog has it", () => {
    expect(described.get("lion")!.equations!.latex).toEqual([
      "c_t = \\beta_1 m_{t-1} + (1 - \\beta_1) g_t",
      "m_t = \\beta_2 m_{t-1} + (1 - \\beta_2) g_t",
      "w_t = w_{t-1} - \\eta \\lambda w_{t-1} - \\eta\\,\\mathrm{sign}(c_t)",
    ]);
  });
});

test.each([
  ["a - (b - g)", "a - (b - g_t)"],
  ["a - (b + g)", "a - (b + g_t)"],
  ["a + (b - g)", "a + b - g_t"],
  ["a * (b + g)", "a (b + g_t)"],
  ["a * (b / g)", "a \\frac{b}{g_t}"],
  ["a / (b / g)", "\\frac{a}{\\frac{b}{g_t}}"],
  ["(a + b) / g", "\\frac{a + b}{g_t}"],
  ["(a / b) ** 2", "\\left(\\frac{a}{b}\\right)^{2}"],
  ["(a + b) ** (t - 1)", "(a + b)^{t - 1}"],
  ["(-a) ** 2", "(-a)^{2}"],
  ["(a ** 2) ** 3", "(a^{2})^{3}"],
  ["Math.sqrt(g) ** 2", "\\left(\\sqrt{g_t}\\right)^{2}"],
  ["(a + g) * (a + g)", "(a + g_t)^{2}"],
  ["a * -b", "a (-b)"],
  ["a + -b", "a + (-b)"],
  ["-(a + b)", "-(a + b)"],
  ["-a * b", "-a b"],
  ["a * 2", "a \\cdot 2"],
  ["2 * a", "2 a"],
  ["1e-8 * a", "10^{-8} a"],
  ["2.5e-8", "2.5 \\cdot 10^{-8}"],
  ["Math.max(a, Math.abs(g))", "\\max\\left(a, \\left|g_t\\right|\\right)"],
  ["Math.cbrt(g)", "\\sqrt[3]{g_t}"],
  ["Math.exp(-g)", "e^{-g_t}"],
  [
    "a * (b > 0 && !(a === 1) ? g : a <= 2 ? m : 0)",
    "a \\left(\\begin{cases} g_t & \\text{if } b > 0 \\text{ and } \\text{not }(a = 1) \\\\ m_{t-1} & \\text{if } a \\le 2 \\\\ 0 & \\text{otherwise} \\end{cases}\\right)",
  ],
  [
    "(a || b) && t !== 1 ? g : m",
    "\\begin{cases} g_t & \\text{if } (a \\text{ or } b) \\text{ and } t \\ne 1 \\\\ m_{t-1} & \\text{otherwise} \\end{cases}",
  ],
])("%s", (expression, latex) => {
  expect(formula(expression)).toBe(`w_t = ${latex}`);
});

test("what is assigned again in a step has primes until the last time", () => {
  const { latex } = of("rule({ w, g }, { a }) { w = w - a; w = w * a; w = w - g; return { w }; }", { a: "" });
  expect(latex).toEqual(["w'_t = w_{t-1} - a", "w''_t = w'_t a", "w_t = w''_t - g_t"]);
});

test("weights by another name, and state that is another's value", () => {
  const { latex } = of(
    "rule({ w: y, g, z, last }, { c }) { const w = y - c * last; z = z - w; return { w, z, last: g }; }",
  );
  expect(latex).toEqual([
    "y_t = y_{t-1} - c_t\\,\\mathrm{last}_{t-1}",
    "z_t = z_{t-1} - y_t",
    "\\mathrm{last}_t = g_t",
  ]);
});

test("two names that would look alike do not: the rule's own come first", () => {
  const docs = { lr: "step size λ", beta1: "decay, β", weightDecay: "", momentum: "of the velocity, μ = 1 - c" };
  const { symbols } = of(
    "rule({ w }, { lr, beta1, weightDecay, momentum }) { const lambda = lr; return { w }; }",
    docs,
  );
  expect(symbols).toMatchObject({
    lambda: "\\lambda",
    lr: "\\eta",
    beta1: "\\beta",
    weightDecay: "\\mathrm{weightDecay}",
    momentum: "\\mu",
  });
});

test.each(["a % b", "Math.tanh(a)", "f(a)", "[a]", "~a"])("%s has no form", (expression) => {
  expect(() => formula(expression)).toThrow(/has no form in LaTeX/);
});

test("the comment above a definition, as paragraphs", () => {
  const text = `/** Another. */\nconst y = 1;\n/**\n * One\n * line, {@link y}.\n *\n * - first\n * - second\n *\n * @param z not for readers\n */\nexport const x = wrapper({});`;
  expect(sourceOf("x.ts", text, "x")).toMatchObject({
    definer: "wrapper",
    paragraphs: ["One line, `y`.", "- first\n- second"],
  });
  expect(sourceOf("x.ts", `/** Another. */\nconst y = 1;\nexport const x = wrapper({});`, "x")?.paragraphs).toEqual([]);
  expect(() => sourceOf("x.ts", "export const = ", "x")).toThrow("x.ts: ");
});
