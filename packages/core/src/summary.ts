import { checkOptions, checkWhole } from "@downhill/optimizer/arguments";
import { checkModel } from "./arguments.ts";
import type { EngineLayer } from "./layers/engine-layer.ts";
import type { Model } from "./model.ts";
import { engineOf } from "./model-engine.ts";
import { elements, type Shape } from "./tensor.ts";

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
  const rows = rowsOf(model);
  const total = (count: (row: Row) => number) => rows.reduce((sum, row) => sum + count(row), 0);
  const parameters = total((row) => row.parameters);
  const buffers = total((row) => row.buffers);
  const working = rows.filter(({ layer }) => !layer.reshapes);
  const activations = working.reduce(
    (sum, row) => sum + batchSize * elements(row.outputShape) + scratch(row, batchSize),
    0,
  );
  const gradients = working.slice(0, -1).reduce((sum, { outputShape }) => sum + batchSize * elements(outputShape), 0);
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

function rowsOf(model: Model): Row[] {
  let outputShape = model.inputShape;
  const { names } = engineOf(model);
  return (model.layers as readonly EngineLayer[]).map((layer, index) => {
    const inputShape = outputShape;
    outputShape = layer.outputShape(inputShape);
    const count = (specs: Readonly<Record<string, { readonly shape: Shape }>>) =>
      Object.values(specs).reduce((sum, { shape }) => sum + elements(shape), 0);
    const parameters = layer.parameters?.(inputShape) ?? {};
    const buffers = layer.buffers?.(inputShape) ?? {};
    const isNamed = Object.keys(parameters).length + Object.keys(buffers).length > 0;
    const name = isNamed ? names[index]! : "";
    return { layer, name, inputShape, outputShape, parameters: count(parameters), buffers: count(buffers) };
  });
}

function scratch({ layer, inputShape }: Row, rows: number): number {
  const lengths = Object.values<number>(layer.scratch?.(inputShape, rows) ?? {});
  return lengths.reduce((sum, length) => sum + length, 0);
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
