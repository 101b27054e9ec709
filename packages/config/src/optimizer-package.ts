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
    exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } },
  },
  files: ["dist", "src", "!**/*.test.*", "!**/*.tsbuildinfo"],
});

export const optimizerManifest = ({ name, doc }: Metadata, version: string): string =>
  json({ ...manifest(name, version, doc, [name]), dependencies: { "@downhill/optimizer": "workspace:^" } });

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function hyperparameters({ hyper }: Metadata): string {
  const rows = Object.entries(hyper).map(([name, { default: value, range, doc }]) => {
    return `| \`${name}\` | ${value} | ${range[0]} to ${range[1]} | ${cell(doc)} |`;
  });
  return ["| Name | Default | Searched in | What it is |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

const stateArrays = ({ state }: Metadata): string =>
  state.length === 0
    ? "It keeps no state."
    : `For each parameter it keeps ${state.map((name) => `\`${name}\``).join(", ")}: ${
        state.length === 1 ? "an array" : "arrays"
      } of the parameter's length.`;

export function optimizerReadme(plugin: Metadata): string {
  const { name, doc, paper, reference, hyper } = plugin;
  const camel = camelCase(name);
  const first = Object.keys(hyper)[0];
  const settings = first === undefined ? "" : `, { ${first}: ${hyper[first]?.default} }`;
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
for (let step = 0; step < 100; step++) {
  for (let i = 0; i < 2; i++) w.grad[i] = 2 * w.value[i]!; // the gradient of w₀² + w₁²
  optimizer.step(); // reads w.grad, moves w.value in place
}
console.log(w.value, optimizer.state());
\`\`\`

## Hyperparameters

Each is a number or a schedule \`(t) => number\`, and live: what is assigned to \`optimizer.hyper\` holds from the next step on.

${hyperparameters(plugin)}

## State

${stateArrays(plugin)} \`optimizer.state()\` copies it, \`optimizer.load(saved)\` restores it.
`;
}
