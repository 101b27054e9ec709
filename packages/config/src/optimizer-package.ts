import type { Plugin } from "@downhill/plugin";
import type { Metadata } from "./plugins.ts";
import { camelCase } from "./workspace.ts";

export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** What every published package's package.json has in common, apart from its dependencies. */
export const manifest = (name: string, version: string, description: string, keywords: readonly string[]) => ({
  name: `@downhill/${name}`,
  version,
  description,
  keywords: ["optimizer", "gradient-descent", ...keywords],
  license: "MIT",
  type: "module",
  engines: { node: ">=20.19" },
  sideEffects: false,
  exports: { ".": "./src/index.ts" },
  publishConfig: {
    access: "public",
    // For resolvers that do not know `exports`.
    main: "./dist/index.js",
    types: "./dist/index.d.ts",
    exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } },
  },
  files: ["dist", "src", "!**/*.test.*", "!**/*.tsbuildinfo"],
});

export const optimizerManifest = ({ name, doc }: Metadata, version: string): string =>
  json({ ...manifest(name, version, doc, [name]), dependencies: { "@downhill/plugin": "workspace:^" } });

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function hyperparameters({ hyper }: Metadata): string {
  const rows = Object.entries(hyper).map(([name, { default: value, range, doc }]) => {
    return `| \`${name}\` | ${value} | ${range[0]} to ${range[1]} | ${cell(doc)} |`;
  });
  return ["| Name | Default | Searched in | What it is |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

function stateArrays({ state }: Metadata): string {
  const names = Object.keys(state);
  if (!names.length) return "It keeps no state.";
  const list = names.map((name) => `\`${name}\``).join(", ");
  return `For each parameter it keeps ${list}: ${names.length === 1 ? "an array" : "arrays"} of the parameter's length.`;
}

/** The least of some round rates that takes the example below near its minimum; the default is for deep networks. */
function exampleRate(plugin: Metadata): number | undefined {
  if (typeof plugin !== "function") return undefined;
  return [0.01, 0.03, 0.1, 0.3, 1].find((lr) => {
    const w = { value: new Float32Array([3, -2]), grad: new Float32Array(2) };
    const optimizer = (plugin as Plugin)({ w }, { lr });
    const evaluate = () => {
      w.grad.set(w.value.map((x) => 2 * x));
      return w.value.reduce((sum, x) => sum + x * x, 0);
    };
    for (let step = 0; step < 200; step++) optimizer.step(evaluate);
    return evaluate() < 1e-3;
  });
}

export function optimizerReadme(plugin: Metadata): string {
  const { name, doc, paper, reference, hyper } = plugin;
  const camel = camelCase(name);
  const rate = "lr" in hyper ? exampleRate(plugin) : undefined;
  const settings = rate === undefined ? "" : `, { lr: ${rate} }`;
  return `<!-- Written by \`pnpm sync\` from the metadata in src/index.ts: edit that. -->

# @downhill/${name}

${doc}

- **Paper**: ${paper}
- **Matches step by step**: ${reference}

\`\`\`sh
npm install @downhill/${name}
\`\`\`

\`\`\`ts
import { ${camel} } from "@downhill/${name}";

const w = { value: new Float32Array([3, -2]), grad: new Float32Array(2) };
const optimizer = ${camel}({ w }${settings});
for (let step = 0; step < 200; step++) {
  for (let i = 0; i < 2; i++) w.grad[i] = 2 * w.value[i]!; // the gradient of w₀² + w₁²
  optimizer.step(); // reads w.grad, moves w.value in place
}
console.log(w.value, optimizer.state()); // w is near [0, 0]
\`\`\`

## Hyperparameters

Each is a number, or a schedule \`(t) => number\` of the steps taken. \`optimizer.hyper\` has the numbers in force, and what is assigned there holds from the next step on; \`optimizer.schedules\` has the schedules.

${hyperparameters(plugin)}

## State

${stateArrays(plugin)} \`optimizer.state()\` copies it, with the hyperparameters; \`optimizer.load(saved)\` restores it.
`;
}
