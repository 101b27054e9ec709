import { isUnverified } from "./plugins.ts";
import { camelCase } from "./workspace.ts";

/** What a template is filled with. */
export interface Filling {
  readonly name: string;
  readonly kind: Kind;
  readonly title: string;
  readonly paper: string;
  readonly reference: string;
}

/** What a new package defines, by the definer's name. */
export type Kind = "elementwise" | "tensorwise" | "modelwise" | "wrapper";

export const kinds: readonly Kind[] = ["elementwise", "tensorwise", "modelwise", "wrapper"];

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

/** A definition that works, for a person to make the optimizer of the paper. */
export function sourceTemplate({ name, kind, title, paper, reference }: Filling): string {
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
  doc: ${JSON.stringify(title)},
  paper: ${JSON.stringify(paper)},
  reference: ${JSON.stringify(reference)},
  hyper: {${isWrapper ? "" : `\n    lr: rate(1e-2, "step size, η"),\n  `}},
  ${steps[kind]}
});
`;
}

/**
 * The golden trajectory is the one check that a new package fails, until its reference has been run. What has no reference
 * has no such check.
 */
export function testTemplate({ name, kind, reference }: Filling): string {
  const camel = camelCase(name);
  const plugin = kind === "wrapper" ? `${camel}(sgd)` : camel;
  const sgd = kind === "wrapper" ? 'import { sgd } from "@downhill/catalog";\n' : "";
  if (isUnverified({ reference }))
    return `${sgd}import { conformance } from "@downhill/conformance";
import { ${camel} } from "./index.ts";

conformance(${plugin});
`;
  return `import { existsSync, readFileSync } from "node:fs";
${sgd}import { conformance, trajectories } from "@downhill/conformance";
import { expect, test } from "vitest";
import { ${camel} } from "./index.ts";

conformance(${plugin});

const file = new URL("../../../conformance/golden/${name}.json", import.meta.url);
const golden = existsSync(file) && JSON.parse(readFileSync(file, "utf8"));
if (golden) trajectories(${plugin}, golden);
else {
  test("matches its reference's golden trajectory", () => {
    expect.fail("${name} has none yet: packages/conformance/golden/README.md says how to write its ${name}.json");
  });
}
`;
}
