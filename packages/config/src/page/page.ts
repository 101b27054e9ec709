import type { Described } from "../equations/load.ts";
import { equationsBlock, notes, symbolIn } from "../equations/markdown.ts";
import { isUnverified, type Metadata, referenceOf } from "../plugins.ts";
import { absent } from "./absent.ts";
import { arraysOf, evaluationsOf, kindOf, memoryOf } from "./facts.ts";
import { type Speed, shownTime } from "./speed.ts";

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

/** What `docs/optimizers.md` is made of. */
interface Content {
  readonly plugins: readonly Metadata[];
  /** The contract's own wrappers. */
  readonly own: readonly Metadata[];
  readonly described: ReadonlyMap<string, Described>;
  readonly speeds: ReadonlyMap<string, Speed>;
}

export function optimizersPage({ plugins, own, described, speeds }: Content): string {
  const base = plugins.find(({ name }) => name === "sgd");
  const all = [...plugins, ...own].sort((one, other) => (one.name < other.name ? -1 : 1));
  const ordered = [...all.filter(({ kind }) => kind !== "wrapper"), ...all.filter(({ kind }) => kind === "wrapper")];
  const of = (each: Metadata) => described.get(each.name) ?? {};
  const rows = ordered.map((each) => {
    const speed = speeds.get(each.kind === "wrapper" ? `${each.name}(adam)` : each.name) ?? {};
    const times = [shownTime(speed.vector), shownTime(speed.matrix)];
    const cells = [
      kindOf(each, of(each)),
      arraysOf(each),
      evaluationsOf(each, base),
      ...times,
      cell(referenceOf(each)),
    ];
    return `| [${each.name}](#${each.name}) | ${cells.join(" | ")} |`;
  });
  const folder = (each: Metadata) => (own.includes(each) ? "plugin" : `optimizers/${each.name}`);
  return `<!-- Written by \`pnpm sync\` from packages/optimizers: edit those. -->

# The optimizers

Each matches its reference step by step${all.some(isUnverified) ? ", but for those that are *unverified*: they are private to this clone" : ""}. Which are not here, and why, is [at the end](#not-here-and-why).

"Arrays" is how many arrays like the weights its state has, beside the weights and gradients: \`2\` are 8 bytes per parameter in float32. "Evaluations" is how many gradients a step takes with the default hyperparameters; a wrapper's, and its arrays, are those around an optimizer that keeps none and takes one. Element-wise ones are one fused loop, and move every element alike; tensor-wise ones see a tensor at a time, model-wise ones all of them.

"ns" is the time of a step for each of a million parameters in one vector, "ns, matrix" in one of 1,000 × 1,000, both float32, a wrapper's around \`adam\` (whose own are part of it): \`pnpm bench speed --work step --optimizers all --sizes 1e6 1000x1000:matrix\` times them on your machine. What evaluates is timed without its evaluations.

| Optimizer | Kind | Arrays | Evaluations | ns | ns, matrix | Reference |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join("\n")}

In the equations, $w$ are the weights, $g$ is the gradient and $t$ the number of the step, from 1. They are the rule's own lines, in its order: names of several letters are those of the code, switches that are hyperparameters choose between cases, and a prime marks what is assigned again in the same step. Those that are not element-wise are not typeset: their text has the equations.

${ordered.map((each) => section(each, of(each), folder(each))).join("\n")}
## Not here, and why

An optimizer is in the catalog once it agrees with a reference implementation step by step.

| Optimizer | Why it has no package |
| --- | --- |
${absent
  .filter(({ name }) => !all.some((each) => each.name === name))
  .map(({ known, why }) => `| ${known} | ${why} |`)
  .join("\n")}
`;
}

function section(each: Metadata, described: Described, folder: string): string {
  const parts = [
    `## ${each.name}\n`,
    `[@downhill/${folder.split("/").at(-1)}](../packages/${folder}): ${each.doc}\n`,
    described.source?.when && `**When to use it**: ${described.source.when}\n`,
    equationsBlock(described),
    hyperparameters(each, described),
    `- **State**: ${memoryOf(each)}\n- **Paper**: ${each.paper}\n- **Matches step by step**: ${isUnverified(each) ? "nothing, *unverified*" : each.reference}\n`,
    notes(described),
  ];
  return parts.filter(Boolean).join("\n");
}

function hyperparameters({ hyper }: Metadata, described: Described): string {
  const entries = Object.entries(hyper);
  if (!entries.length) return "";
  const typeset = described.equations !== undefined;
  const rows = entries.map(([name, { default: value, doc }]) => {
    const symbol = symbolIn(described, name);
    return `| \`${name}\` | ${typeset ? `${symbol ? `$${symbol}$` : ""} | ` : ""}${value} | ${cell(doc)} |\n`;
  });
  const head = typeset
    ? "| Name | Symbol | Default | What it is |\n| --- | --- | --- | --- |\n"
    : "| Name | Default | What it is |\n| --- | --- | --- |\n";
  return head + rows.join("");
}
