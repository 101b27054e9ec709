import { camelCase } from "./workspace.ts";

/** What a new package defines, by the definer's name. */
export type Kind = "elementwise" | "tensorwise" | "modelwise" | "wrapper";

const kinds: readonly Kind[] = ["elementwise", "tensorwise", "modelwise", "wrapper"];

/**
 * The names among arguments, and the kind that a flag asks for: `--wrapper`.
 * @throws Error for another flag, and for two
 */
export function kindOf(args: readonly string[]): { readonly kind: Kind; readonly names: readonly string[] } {
  const flags = args.filter((arg) => arg.startsWith("-"));
  const asked = kinds.filter((kind) => flags.includes(`--${kind}`));
  const unknown = flags.find((flag) => !kinds.some((kind) => flag === `--${kind}`));
  const known = kinds.map((kind) => `--${kind}`).join(", ");
  if (unknown !== undefined || asked.length > 1) {
    throw new Error(`one kind of ${known}, got ${unknown ?? asked.map((kind) => `--${kind}`).join(" and ")}`);
  }
  return { kind: asked[0] ?? "elementwise", names: args.filter((arg) => !arg.startsWith("-")) };
}

/** Plain gradient descent in each way that there is, and around it nothing: a place for everything that makes another one. */
const steps: Readonly<Record<Kind, string>> = {
  elementwise: `state: [],
  rule({ w, g }, { lr }) {
    w = w - lr * g;
    return { w };
  },`,
  tensorwise: `state: [],
  update({ w, g }, { lr }, _, ops) {
    ops.map(({ w, g }, { lr }) => ({ w: w - lr * g }), { w, g }, { lr });
  },`,
  modelwise: `state: [],
  step(tensors, _, __, { ops }) {
    for (const { w, g, hyper } of tensors)
      ops.map(({ w, g }, { lr }) => ({ w: w - lr * g }), { w, g }, { lr: hyper.lr });
  },`,
  wrapper: `state: [],
  step(_, __, ___, { inner }) {
    inner();
  },`,
};

export function sourceTemplate(name: string, kind: Kind = "elementwise"): string {
  const isWrapper = kind === "wrapper";
  return `import { ${isWrapper ? kind : [kind, "rate"].sort().join(", ")} } from "@downhill/plugin";

/**
 * TODO: the equation in words. Where it deviates from the paper or the reference, say so here. Say what users get wrong:
 * Nesterov's form, where ε and the bias correction are, what decays and by what, which tensors are treated otherwise.
 *
 * When to use it: TODO: for which problems, what it costs, when not to.
 */
export const ${camelCase(name)} = ${kind}({
  name: "${name}",
  doc: "TODO: one sentence for the README.",
  paper: "TODO: authors, year, algorithm or equation, where to find it",
  reference: "TODO: the implementation that it matches step by step, e.g. torch.optim.SGD",
  hyper: {${isWrapper ? "" : `\n    lr: rate(1e-2, "step size, η"),\n  `}},
  ${steps[kind]}
});
`;
}

/** The golden trajectory is the one check that a new package fails, until its reference has been run. */
export function testTemplate(name: string, kind: Kind = "elementwise"): string {
  const camel = camelCase(name);
  const plugin = kind === "wrapper" ? `${camel}(sgd)` : camel;
  return `import { existsSync, readFileSync } from "node:fs";
${kind === "wrapper" ? 'import { sgd } from "@downhill/catalog";\n' : ""}import { conformance, trajectories } from "@downhill/conformance";
import { expect, test } from "vitest";
import { ${camel} } from "./index.ts";

conformance(${plugin});

const golden = new URL("../../../conformance/golden/${name}.json", import.meta.url);
if (existsSync(golden)) trajectories(${plugin}, JSON.parse(readFileSync(golden, "utf8")));
else {
  test("matches its reference's golden trajectory", () => {
    expect.fail("${name} has none yet: packages/conformance/golden/README.md says how to write its ${name}.json");
  });
}
`;
}
