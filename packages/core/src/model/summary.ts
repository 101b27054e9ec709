import { checkOptions, checkWhole } from "@downhill/plugin/arguments";
import { elements, type Shape } from "../data/tensor.ts";
import type { EngineLayer, ModelEngine } from "../layers/engine.ts";
import { checkModel, engineOf } from "./engine.ts";
import type { Model } from "./model.ts";

const BYTES = Float32Array.BYTES_PER_ELEMENT;

interface Row {
  readonly layer: EngineLayer;
  /** `dense0` and so on, as in the names of parameters; empty for a layer that has none. */
  readonly name: string;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly parameters: number;
  readonly buffers: number;
}

export interface SummaryOptions {
  /** How many samples the memory is for. Default 1. */
  readonly batchSize?: number | undefined;
}

/**
 * A table to print: each layer with the shape of one sample of its output and its number of parameters, and what the
 * model needs of memory at a batch size. Activations include the layers' working memory; gradients are those of the
 * parameters and, in training, of the activations. An optimizer's state comes on top.
 * @throws TypeError or RangeError for a `batchSize` that is not a positive whole number, or an option that is unknown.
 */
export function summary(model: Model, options: SummaryOptions = {}): string {
  checkModel("summary", model);
  checkOptions("summary", options, ["batchSize"]);
  const { batchSize = 1 } = options;
  checkWhole("summary", "batchSize", batchSize);
  const engine = engineOf(model);
  const rows = rowsOf(engine);
  const total = (count: (row: Row) => number) => rows.reduce((sum, row) => sum + count(row), 0);
  const parameters = total((row) => row.parameters);
  const buffers = total((row) => row.buffers);
  const { activations, gradients } = working(engine, batchSize);
  const memory: [string, number][] = [
    ["parameters", parameters],
    ["gradients of parameters", parameters],
    ...(buffers > 0 ? ([["buffers", buffers]] as [string, number][]) : []),
    ["activations", activations],
    ["gradients of activations", gradients],
  ];
  const samples = `${grouped(batchSize)} ${batchSize === 1 ? "sample" : "samples"}`;
  return [
    table([
      ["layer", "", "output", "parameters"],
      ["", "input", shown(model.inputShape), ""],
      ...rows.map(({ layer, name, outputShape, parameters }) => [
        name,
        layer.name,
        shown(outputShape),
        grouped(parameters),
      ]),
      ["total", "", "", grouped(parameters)],
    ]),
    table([
      [`memory at ${samples}`, "", "", "bytes"],
      ...memory.map(([name, numbers]) => [name, "", "", grouped(numbers * BYTES)]),
      ["total", "", "", grouped(memory.reduce((sum, [, numbers]) => sum + numbers, 0) * BYTES)],
    ]),
  ].join("\n\n");
}

function rowsOf({ inputShape: first, layers, names }: ModelEngine): Row[] {
  let outputShape = first;
  return layers.map((layer, index) => {
    const inputShape = outputShape;
    outputShape = layer.outputShape(inputShape);
    const models = Object.values(layer.models ?? {});
    const parameters = models.reduce(
      (sum, model) => sum + count(model.parameters),
      count(layer.parameters?.(inputShape)),
    );
    const buffers = models.reduce((sum, model) => sum + count(model.buffers), count(layer.buffers?.(inputShape)));
    const name = parameters + buffers > 0 ? names[index]! : "";
    return { layer, name, inputShape, outputShape, parameters, buffers };
  });
}

function count(specs: Readonly<Record<string, { readonly shape: Shape }>> = {}): number {
  return Object.values(specs).reduce((sum, { shape }) => sum + elements(shape), 0);
}

/** The numbers that a batch takes, those within models among the layers included. */
function working(model: ModelEngine, batchSize: number): { activations: number; gradients: number } {
  const rows = rowsOf(model).filter(({ layer }) => !layer.reshapes);
  const all = { activations: 0, gradients: 0 };
  for (const [l, { layer, inputShape, outputShape }] of rows.entries()) {
    const outputs = batchSize * elements(outputShape);
    const scratch = Object.values<number>(layer.scratch?.(inputShape, batchSize) ?? {});
    all.activations += scratch.reduce((sum, length) => sum + length, outputs);
    if (l < rows.length - 1) all.gradients += outputs;
    for (const inner of Object.values(layer.models ?? {})) {
      const { activations, gradients } = working(inner, batchSize);
      all.activations += activations;
      all.gradients += gradients;
    }
  }
  return all;
}

const shown = (shape: Shape) => (shape.length === 1 ? grouped(shape[0]!) : shape.join(" × "));

/** 1234567 as 1,234,567. */
const grouped = (value: number) => String(value).replace(/\B(?=(?:\d{3})+$)/g, ",");

/** Columns aligned: the last to the right, the others to the left; empty columns left out. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        column === row.length - 1 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .filter((_, column) => widths[column]! > 0)
      .join("  ");
  const rule = "─".repeat(line(rows[0]!).length);
  return [line(rows[0]!), rule, ...rows.slice(1, -1).map(line), rule, line(rows.at(-1)!)].join("\n");
}
