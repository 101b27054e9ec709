import { describe, expect, it } from "vitest";
import type { Rule } from "./ir.ts";
import { parseRule } from "./parse.ts";

const parse = (source: string) => parseRule(source, ["w", "g", "m"], ["lr", "beta", "nesterov"]);

/** The rule as one expression per output: what a printer of another kind would do. */
function print({ nodes, outputs }: Rule): Record<string, string> {
  const text: string[] = [];
  for (const { op, args, value, name } of nodes) {
    const [a, b, c] = args.map((arg) => text[arg]!);
    if (op === "constant") text.push(String(value));
    else if (op === "?") text.push(`(${c} ? ${a} : ${b})`);
    else if (/\w/.test(op)) text.push(name || `${op}(${[a, b].filter(Boolean)})`);
    else text.push(`(${a} ${op} ${b})`);
  }
  return Object.fromEntries(Object.entries(outputs).map(([key, id]) => [key, text[id]!]));
}

describe("parseRule", () => {
  const plain = `rule({ w, g, m }, { lr, beta }, t) {
    // the mean
    m = beta * m + (1 - beta) * g;
    const mHat = m / (1 - beta ** t);
    w = w - lr * mHat; /* step */
    return { w, m };
  }`;
  const expected = {
    w: "(w - (lr * (((beta * m) + ((1 - beta) * g)) / (1 - (beta ** t)))))",
    m: "((beta * m) + ((1 - beta) * g))",
  };

  it("keeps the written order of operations", () => {
    expect(print(parse(plain))).toEqual(expected);
  });

  it.each([
    ["esbuild", "rule({w:e,g:t,m:r},{lr:n,beta:o},a){r=o*r+(1-o)*t;const i=r/(1-o**a);return e=e-n*i,{w:e,m:r}}"],
    ["assignment in place", "rule:({w:e,g:t,m:r},{lr:n,beta:o},a)=>({w:e-n*((r=o*r+(1-o)*t)/(1-o**a)),m:r})".slice(5)],
    [
      "arrow with a body",
      "({w:e,g:t,m:r},{lr:n,beta:o},a)=>{let i;return r=o*r+(1-o)*t,i=r/(1-Math.pow(o,a)),e-=n*i,{w:e,m:r}}",
    ],
  ])("reads what minifiers make of it: %s", (_, source) => {
    expect(print(parse(source))).toEqual(expected);
  });

  it("reads escaped names", () => {
    expect(print(parseRule("({w,g},{\\u03B2_1:e})=>({w:e*g})", ["w", "g"], ["β_1"]))).toEqual({ w: "(β_1 * g)" });
  });

  it("lets a branch assign what is not read afterwards, as terser writes it", () => {
    const [branch, plain] = ["lr ? w - (g += lr * w) : w", "lr ? w - (g + lr * w) : w"].map((expression) =>
      print(parse(`({ w, g }, { lr }) => ({ w: ${expression} })`)),
    );
    expect(branch).toEqual(plain);
  });

  it("takes the record that is returned, and comments for what they are", () => {
    const source = "({ w, g }) => { const a = { w: w - g }; const b = { w: g }; return a /* \\underbrace{w} */ }";
    expect(print(parse(source))).toEqual({ w: "(w - g)" });
  });

  it("makes equal expressions one node", () => {
    const { nodes } = parse("({w,g})=>({w:(w-g)*(w-g)})");
    expect(nodes.filter(({ op }) => op === "-")).toHaveLength(1);
  });

  it.each([
    ["g > 0 ? w : -w", "((g > 0) ? w : (-1 * w))"],
    ["w - g - m", "((w - g) - m)"],
    ["w - (g - m)", "(w - (g - m))"],
    ["w / g * m", "((w / g) * m)"],
    ["-w * -2 - +g", "(((-1 * w) * (-1 * 2)) - g)"],
    ["g ** 3", "((g * g) * g)"],
    ["lr ** beta ** 2", "(lr ** (beta ** 2))"],
    ["Math.max(Math.abs(g), 1e-3)", "max(abs(g),0.001)"],
    ["(g > 0) - (g < 0)", "((g > 0) - (g < 0))"],
    ["nesterov ? w : g", "(nesterov ? w : g)"],
    [
      "!nesterov || w > g && lr !== 1 ? w : g",
      "(((nesterov ? 0 : 1) ? (nesterov ? 0 : 1) : ((w > g) ? (lr != 1) : (w > g))) ? w : g)",
    ],
    ["lr || w", "(lr ? lr : w)"],
    ["w * (lr && g > w)", "(w * (lr ? (g > w) : lr))"],
    ["w- -g", "(w - (-1 * g))"],
    ["--w*w", "((w - 1) * (w - 1))"],
    [".5 * 1e3 + 0x10", "((0.5 * 1000) + 16)"],
  ])("%s", (expression, printed) => {
    expect(print(parse(`({ w, g, m }, { lr, beta, nesterov }) => ({ w: ${expression} })`)).w).toBe(printed);
  });

  it.each([
    ["helper(g)", /"helper" is not in the rule language, here:\n {6}\({ w: helper\(g\) }\)\n {12}\^$/],
    ["outside * g", /"outside" is not in the rule language/],
    ["Math.exp(g)", /Math\.exp of 1 is not in the rule language: sqrt, abs, sign, min, max, pow are/],
    ["Math.random()", /Math\.random of 0 is not/],
    ["g ** lr", /an element's power must be 0.5, 1, 2, 3 or 4/],
    ["Math.sqrt(g, w)", /Math\.sqrt of 2 is not/],
    ["Math.min(g)", /Math\.min of 1 is not/],
    ["Math.PI * g", /expected "\(", not "\*"/],
    ["g > 0 ? (w = 1) : w", /"w" may have no value/],
    ["(g > 0 ? (w = 1) : 2) + w", /"w" may have no value/],
    ["(lr ||= (w = 1)) + w", /"w" may have no value/],
    ["g % 2", /expected ",", not "%"/],
    ["g ?? 2", /"\?" is not in the rule language/],
    ["++w", /"\+\+" is not in the rule language/],
    ["w++", /expected ",", not "\+\+"/],
    ["g[0]", /expected ",", not "\["/],
    ["g.x", /"g\.x" is not in the rule language/],
    ["w +", /"}" is not in the rule language/],
  ])("points at what it cannot read: %s", (expression, message) => {
    expect(() => parse(`({ w, g }, { lr }) =>\n    ({ w: ${expression} })`)).toThrow(message);
  });

  it.each([
    ["rule({ w, g }) { for (;;) w = g; return { w } }", /"for" is not in the rule language/],
    ["rule({ w, g }) { if (w > g) w = g; return { w } }", /"if" is not in the rule language/],
    ["rule({ w, x }) { return { w } }", /expected w or g or m, not "x"/],
    ["rule({ w, ...rest }) { return { w } }", /expected w or g or m, not "\.\.\.rest"/],
    ["rule({ w: [x] }) { return { w } }", /expected ",", not "x"/],
    ["rule({ w = 1 }) { return { w } }", /expected ",", not "="/],
    ["rule({ w, g }) { w = g }", /"}" is not in the rule language/],
    ["rule({ w, g }) { return w }", /expected a record, not "}"/],
    ["rule({ w, g }) { let a; return { w: a } }", /"a" may have no value/],
    ["rule({ w, g }) { let a, b = a + 1; return { w: b } }", /"a" may have no value/],
    ["rule({ w, g }) { const { a } = g; return { w } }", /"a" is not in the rule language/],
    ["rule({ w, g }) { a = g; return { w: a } }", /"a" is not in the rule language/],
    ["rule({ w, g }, { lr }) { lr && --w; return { w } }", /"w" may have no value/],
    ["rule({ w, g }) { w--\n g = w; return { w } }", /is not in the rule language|expected/],
    [
      "rule({ w, g }, lr) { return { w } }",
      /expected "{": write \(\{ w, g, m \}, \{ lr, beta, nesterov \}, t\) =>, .* not "lr"/,
    ],
    ["rule({ w, g }, { lr }) { return lr ? { w } : { w: g } }", /a branch may only be an expression/],
    ["rule({ w, g }) { return { w: { g } } }", /"{" may have no value/],
    ["rule({ w, g }) { --3; return { w } }", /"3" is not in the rule language/],
    ["rule({ w, g }) { return { w", /expected|rule language/],
    ["rule() { [native code] }", /"\[" is not in the rule language/],
    ["rule(a, b, c, d) { return { w: 1 } }", /expected "{": write .* not "a"/],
    ["(w) => w", /expected "{": write .* not "w"/],
  ])("%s", (source, message) => {
    expect(() => parse(source)).toThrow(message);
  });
});
