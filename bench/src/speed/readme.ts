import { filledWith } from "../report/marked.ts";
import { layoutName } from "./layout.ts";
import type { Row } from "./run.ts";

/** What `pnpm bench speed --out` has written, as far as it is read here. */
export interface Kept {
  readonly environment: { readonly node: string; readonly cpu: string; readonly cores: number };
  readonly rows: readonly Row[];
}

/** Subjects in the order of the README's columns, by what it calls them. */
const stepping = {
  downhill: "Downhill",
  "downhill-staged": "staged",
  "plain-js": "hand-written loop",
  "tfjs-wasm": "TensorFlow.js wasm",
  torch: "PyTorch",
  "torch-fused": "PyTorch fused",
  optax: "JAX + Optax",
};
const training = {
  downhill: "Downhill",
  "downhill-float64": "sums in float64",
  "tfjs-wasm": "TensorFlow.js wasm",
  torch: "PyTorch",
  "torch-fused": "PyTorch fused",
  optax: "JAX, a call a step",
  "optax-loop": "JAX, one call for all",
};
const networks: Readonly<Record<string, string>> = {
  seed: "the notebook's",
  "mlp-128": "128 hidden units",
  "mlp-512": "512 hidden units",
  conv: "convolutional",
};

/** A document whose tables of speed are those of a file that was kept. */
export function filledWithSpeed(text: string, { environment, rows }: Kept): string {
  const steps = rows.flatMap((row) => (row.work === "step" && row.optimizer === "adam" ? [row] : []));
  const trained = rows.flatMap((row) => (row.work === "train" && row.optimizer === "adam" ? [row] : []));
  const { cpu, cores, node } = environment;
  return filledWith(text, "speed", {
    where: () => `Measured on a machine with ${cores} cores (${cpu}), by Node ${node.replace(/^v/, "")}.`,
    step: () => table("parameters", stepping, steps, layoutName, ({ nsPerParam }) => nsPerParam),
    train: () =>
      table(
        "network",
        training,
        trained,
        ({ problem }) => networks[problem]!,
        ({ usPerStep }) => usPerStep,
      ),
  });
}

function table<R extends Row>(
  head: string,
  subjects: Readonly<Record<string, string>>,
  rows: readonly R[],
  nameOf: (row: R) => string,
  timeOf: (row: R) => number,
): string {
  const names = [...new Set(rows.map(nameOf))];
  const lines = names.map((name) => {
    const cells = Object.keys(subjects).map((subject) => {
      const row = rows.find((each) => each.subject === subject && nameOf(each) === name);
      return row ? digits(timeOf(row)) : "";
    });
    return [name, ...cells];
  });
  const columns = [head, ...Object.values(subjects)];
  return [columns, columns.map((_, i) => (i === 0 ? "---" : "---:")), ...lines]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

/** Three digits; of more than that, the whole number. */
const digits = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString("en") : `${Number(value.toPrecision(3))}`;
