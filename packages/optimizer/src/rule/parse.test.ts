import { describe, expect, it } from "vitest";
import type { Rule } from "./ir.ts";
import { parseRule } from "./parse.ts";

const parse = (source: string) => parseRule(source, ["w", "g", "m"], ["lr", "beta", "nesterov"]);

/** The rule as one expression per output: what a printer of another kind would do. */
function print({ nodes, outputs }: Rule): Record<string, string> {
  const text: string[] = [];
  for (const { op, args, value, name } of nodes)
    text.push(op === "constant" ? String(value) : name || `${op}(${args.map((a) => text[a]).join(" ")})`);
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
    w: "sub(w mul(lr div(add(mul(beta m) mul(sub(1 beta) g)) sub(1 pow(beta t)))))",
    m: "add(mul(beta m) mul(sub(1 beta) g))",
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
    expect(print(parseRule("({w,g},{\\u03B2_1:e})=>({w:e*g})", ["w", "g"], ["β_1"]))).toEqual({ w: "mul(β_1 g)" });
  });

  it("makes equal expressions one node", () => {
    const { nodes } = parse("({w,g})=>({w:(w-g)*(w-g)})");
    expect(nodes.filter(({ op }) => op === "sub")).toHaveLength(1);
  });

  it.each([
    ["g > 0 ? w : -w", "select(gt(g 0) w neg(w))"],
    ["w - g - m", "sub(sub(w g) m)"],
    ["w - (g - m)", "sub(w sub(g m))"],
    ["w / g * m", "mul(div(w g) m)"],
    ["-w * -2 - -0", "sub(mul(neg(w) -2) 0)"],
    ["g ** 3", "mul(mul(g g) g)"],
    ["lr ** beta ** 2", "pow(lr pow(beta 2))"],
    ["Math.max(Math.abs(g), 1e-3)", "max(abs(g) 0.001)"],
    ["(g > 0) - (g < 0)", "sub(select(gt(g 0) 1 0) select(lt(g 0) 1 0))"],
    ["nesterov ? w : g", "select(ne(nesterov 0) w g)"],
    [
      "!nesterov || w > g && lr === 1 ? w : g",
      "select(select(not(ne(nesterov 0)) not(ne(nesterov 0)) select(gt(w g) eq(lr 1) gt(w g))) w g)",
    ],
    ["lr || w", "select(ne(lr 0) lr w)"],
    ["w * (lr && g > w)", "mul(w select(ne(lr 0) select(gt(g w) 1 0) lr))"],
    ["(lr && g > w) ? w : g", "select(select(ne(lr 0) gt(g w) ne(lr 0)) w g)"],
    [
      "!(lr || beta && lr) ? w : g",
      "select(not(select(ne(lr 0) ne(lr 0) select(ne(beta 0) ne(lr 0) ne(beta 0)))) w g)",
    ],
    ["w- -g", "sub(w neg(g))"],
    ["w---g", "sub(w g)"],
    ["--w*w", "mul(sub(w 1) sub(w 1))"],
    [".5 * 1_000 + 0x10", "add(mul(0.5 1000) 16)"],
  ])("%s", (expression, printed) => {
    expect(print(parse(`({ w, g, m }, { lr, beta, nesterov }) => ({ w: ${expression} })`)).w).toBe(printed);
  });

  it.each([
    ["helper(g)", /"helper" is a function from outside the rule, at line 2, column 11/],
    ["outside * g", /"outside" is not known inside the rule/],
    ["Math.exp(g)", /Math\.exp is not in the rule language \(there is sqrt, abs/],
    ["g ** lr", /an element's power must be 1, 2, 3 or 4/],
    ["Math.sqrt(g, w)", /Math\.sqrt takes 1 here, not 2/],
    ["g ? 1 : 2", /a condition on an element must be a comparison/],
    ["g > 0 ? (w = 1) : 2", /an assignment inside a branch/],
    ["g % 2", /unexpected "%"/],
    ["(g > w) === 1 ? w : g", /a condition is never equal to a number/],
    ["g[0]", /expected "}", not|expected ",", not "\["/],
    ["w +", /unexpected "}"/],
  ])("points at what it cannot read: %s", (expression, message) => {
    expect(() => parse(`({ w, g }, { lr }) =>\n    ({ w: ${expression} })`)).toThrow(message);
  });

  it.each([
    ["rule({ w, g }) { for (;;) w = g; return { w } }", /"for" is not in the rule language/],
    ["rule({ w, g }) { if (w > g) w = g; return { w } }", /"if" is not in the rule language/],
    ["rule({ w, x }) { return { w } }", /"x" is not known \(there is w, g, m\)/],
    ["rule({ w, g }) { w = g }", /returns nothing/],
    ["rule({ w, g }) { let a; return { w: a } }", /"a" has no value yet/],
    ["rule({ w, g }) { a = g; return { w: a } }", /"a" is not known/],
    ["rule({ w, g }, { lr }) { lr && --w; return { w } }", /an assignment inside a branch/],
    ["rule({ w, g }) { --3; return { w } }", /expected a name, not "3"/],
    ["rule() { [native code] }", /unexpected "\["/],
    ["rule(a, b, c, d) { return { w: 1 } }", /a rule takes/],
  ])("%s", (source, message) => {
    expect(() => parse(source)).toThrow(message);
  });
});
