import type { Plugin, StateEntry, Wrapper } from "@downhill/plugin";
import type { Described } from "./equations/load.ts";
import { equationsBlock, notes } from "./equations/markdown.ts";
import { decaySentence } from "./page/decay.ts";
import { memoryOf } from "./page/facts.ts";
import { firstStepsTable } from "./page/first-steps.ts";
import { isUnverified, type Metadata } from "./plugins.ts";
import { camelCase } from "./workspace.ts";

/**
 * @param base what a wrapper's example wraps
 * @param described what its module's text says beside
 */
export function optimizerReadme(each: Metadata, base?: Metadata, described: Described = {}): string {
  const { name, kind, doc, paper, reference } = each;
  const isWrapper = kind === "wrapper";
  const packages = [name, ...(isWrapper && base ? [base.name] : [])].map((name) => `@downhill/${name}`);
  return `<!-- Written by \`pnpm sync\` from the metadata in src/index.ts: edit that. -->

# @downhill/${name}

${doc}

- **Paper**: ${paper}
- ${isUnverified(each) ? "**Unverified**: it has not been compared with any other implementation, and is private to this clone" : `**Matches step by step**: ${reference}`}

\`\`\`sh
npm install ${packages.join(" ")}
\`\`\`

${example(each, base)}
${whenToUse(described)}${method(described)}${tried(each, base, described)}## Hyperparameters

Each is a number, or a schedule \`(t) => number\` of the steps taken. \`optimizer.hyper\` has the numbers in force, and what is assigned there holds from the next step on; \`optimizer.schedules\` has the schedules.${isWrapper ? " Those of the optimizer inside stand beside them." : ""}

${hyperparameters(each)}
## State

In float32, ${memoryOf(each)}.

${states(each)}\`optimizer.state()\` copies it, with the hyperparameters; \`optimizer.load(saved)\` restores it.
`;
}

const whenToUse = ({ source }: Described): string => (source?.when ? `## When to use it\n\n${source.when}\n\n` : "");

/** What it does when it is tried, in numbers. */
function tried(each: Metadata, base: Metadata | undefined, { source }: Described): string {
  const plugin = pluginOf(each, base);
  if (!plugin) return "";
  const around = each.kind === "wrapper" && base ? `, around \`${base.name}\`` : "";
  const alike = source?.definer === "elementwise" ? "Every element is moved alike, whatever tensor it is in." : "";
  const decay = each.kind === "wrapper" ? "" : decaySentence(plugin);
  const found = [decay, alike].filter(Boolean).join(" ");
  return `## The first steps

How far weights of size 1 move with the defaults${around}: at step 1 for gradients of four sizes, and at step 2 for one of 0 after one of 1. Sizes are root mean squares.

${firstStepsTable(plugin)}
${found && `${found}\n\n`}`;
}

/** The equations, and what the comment above the definition says of them. */
function method(described: Described): string {
  const [equations, text] = [equationsBlock(described), notes(described)];
  if (!equations && !text) return "";
  return `## What it computes\n\n${[equations, text].filter(Boolean).join("\n")}\n`;
}

/** Whether a README's program ends near the minimum. */
function trained(plugin: Plugin, lr: number | undefined) {
  const w = { value: new Float32Array([3, -2]), grad: new Float32Array(2) };
  const optimizer = plugin({ w }, lr === undefined ? {} : { lr });
  const evaluate = () => {
    w.grad.set(w.value.map((x) => 2 * x));
    return w.value.reduce((sum, x) => sum + x * x, 0);
  };
  for (let step = 0; step < 200; step++) optimizer.step(evaluate);
  return evaluate() < 1e-3;
}

/** The least of some round rates that takes the example near its minimum; the default is for deep networks. */
const exampleRate = (plugin: Plugin): number | undefined =>
  "lr" in plugin.hyper ? [0.01, 0.03, 0.1, 0.3, 1].find((lr) => trained(plugin, lr)) : undefined;

/** What is made of metadata that is a plugin or wrapper, and not just says so. */
const pluginOf = (each: Metadata, base: Metadata | undefined): Plugin | undefined => {
  const made: unknown = each;
  if (typeof made !== "function") return undefined;
  return each.kind === "optimizer" ? (made as Plugin) : base && (made as Wrapper)(base as Plugin);
};

function example(each: Metadata, base: Metadata | undefined): string {
  const plugin = pluginOf(each, base);
  const names = [each, ...(each.kind === "wrapper" && base ? [base] : [])].map(({ name }) => name);
  const made = names
    .map(camelCase)
    .reverse()
    .reduce((inner, outer) => `${outer}(${inner})`);
  const lr = plugin && exampleRate(plugin);
  const evaluates = plugin !== undefined && plugin.evaluations() !== 0;
  const reads = plugin?.needsLoss === true;
  const averages = plugin !== undefined && hasWeights(plugin);
  return `\`\`\`ts
${names.map((name) => `import { ${camelCase(name)} } from "@downhill/${name}";`).join("\n")}

const w = { value: new Float32Array([3, -2]), grad: new Float32Array(2) };
const optimizer = ${made}({ w }${lr === undefined ? "" : `, { lr: ${lr} }`});
${evaluates ? evaluating("evaluates more than once") : reads ? evaluating("reads w.grad and the loss") : plain}
console.log(w.value, optimizer.state()); // w is near [0, 0]
${averages ? "console.log(optimizer.weights().w); // the weights to evaluate with\n" : ""}\`\`\`
`;
}

const plain = `for (let step = 0; step < 200; step++) {
  for (let i = 0; i < 2; i++) w.grad[i] = 2 * w.value[i]!; // the gradient of w₀² + w₁²
  optimizer.step(); // reads w.grad, moves w.value in place
}`;

const evaluating = (does: string) => `const evaluate = () => {
  for (let i = 0; i < 2; i++) w.grad[i] = 2 * w.value[i]!; // the gradient of w₀² + w₁²
  return w.value[0]! ** 2 + w.value[1]! ** 2;
};
for (let step = 0; step < 200; step++) optimizer.step(evaluate); // ${does}, moves w.value in place`;

/** Whether the weights to evaluate with are others than those that are trained. */
function hasWeights(plugin: Plugin): boolean {
  const w = { value: new Float32Array([3, -2]), grad: new Float32Array([1, 1]) };
  const optimizer = plugin({ w });
  optimizer.step(() => 0);
  return optimizer.weights().w !== w.value;
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function hyperparameters({ hyper }: Metadata): string {
  const rows = Object.entries(hyper).map(([name, { default: value, range, doc, search }]) => {
    return `| \`${name}\` | ${value} | ${search ? `${range[0]} to ${range[1]}` : "not searched"} | ${cell(doc)} |\n`;
  });
  if (!rows.length) return "It has none of its own.\n";
  return `| Name | Default | Searched in | What it is |\n| --- | --- | --- | --- |\n${rows.join("")}`;
}

const kinds: Record<StateEntry["kind"], string> = {
  array: "an array like the weights",
  scalar: "a number for each parameter",
  shared: "a number for all",
};

function states({ state, kind: of }: Metadata): string {
  const kept = Object.values(state).filter(({ saved }) => saved !== false);
  const rows = kept.map(({ name, kind, from, shape, when }) => {
    const what = shape ? "an array of a shape that follows from the weights'" : kinds[kind];
    const start = `from ${from === "w" ? "the first weights" : from}`;
    return `| \`${name}\` | ${what}, ${start}${when ? "; once a hyperparameter asks for it" : ""} |\n`;
  });
  const beside = of === "wrapper" ? " beside that of the optimizer inside" : "";
  if (!rows.length) return `It keeps no state${beside}. `;
  return `| Name | What it is${beside} |\n| --- | --- |\n${rows.join("")}\n`;
}
