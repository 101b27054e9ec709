import { classNames, labelEncoder, type Tensor } from "@downhill/core";
import { checkOptions, isList, refuse, show } from "@downhill/plugin/arguments";
import { notInstalled } from "./optional.ts";

export interface CsvOptions {
  /** The column with each sample's class name. */
  readonly label?: string | undefined;
  /** The column, or columns, with the numbers to predict. */
  readonly target?: string | readonly string[] | undefined;
  /** The columns of x, in that order. Default: all but the label or targets. */
  readonly features?: readonly string[] | undefined;
  /** The class names in the order of their indices: those of the training data, for others. Default: those that are there, sorted. */
  readonly classes?: readonly string[] | undefined;
  /** What is between two fields, one character. Default a comma. */
  readonly delimiter?: string | undefined;
}

/** The samples of a table. */
export interface Table {
  /** Float32, shape [rows, features]. */
  readonly x: Tensor;
  /** The names of the columns of x. */
  readonly features: readonly string[];
}

export interface LabelledTable extends Table {
  /** The index of each row's class. */
  readonly y: Int32Array;
  readonly classes: readonly string[];
}

export interface TargetTable extends Table {
  /** Float32, shape [rows, targets]. */
  readonly y: Tensor;
}

/**
 * Samples from the text of a CSV file whose first line names the columns: features and class names, `csv(text, { label:
 * "species" })`; features and numbers to predict, `csv(text, { target: "price" })`; or features alone. What it gives is data,
 * as `fit` and `split` take them. Fields may be in double quotes; empty lines are passed over, and spaces around a field.
 * Read by the npm package `papaparse` (MIT), an optional peer dependency, when this is called.
 *
 * @throws RangeError with line and column of what is not a number, or no class, or too large for float32; for a line with
 *   more or fewer fields than the first; for a column that is not there, or there twice; TypeError for something else than a
 *   text, or options of another type; Error where the package is not installed
 */
export function csv(text: string, options: CsvOptions & { readonly label: string }): Promise<LabelledTable>;
export function csv(
  text: string,
  options: CsvOptions & { readonly label?: undefined; readonly target: string | readonly string[] },
): Promise<TargetTable>;
export function csv(
  text: string,
  options?: CsvOptions & { readonly label?: undefined; readonly target?: undefined },
): Promise<Table>;
export async function csv(text: string, options: CsvOptions = {}): Promise<Table | LabelledTable | TargetTable> {
  const { label, target, features, classes, delimiter } = checked(text, options);
  const { parse } = await parser();
  const { header, lines } = tableOf(
    parse(text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n"), { delimiter, newline: "\n" }),
  );
  const targets = target === undefined ? [] : [target].flat();
  const taken = new Set([...targets, ...(label === undefined ? [] : [label])]);
  const chosen = features ?? header.filter((name) => !taken.has(name));
  if (chosen.length === 0) throw new RangeError("csv: there is no column of features");
  const table = { x: numbers(lines, header, chosen), features: chosen };
  if (label !== undefined) return { ...table, ...labels(lines, header, label, classes) };
  return targets.length > 0 ? { ...table, y: numbers(lines, header, targets) } : table;
}

type Checked = CsvOptions & { readonly delimiter: string };

function checked(text: string, options: CsvOptions): Checked {
  if (typeof text !== "string") refuse("csv", "text", "a text", text);
  checkOptions("csv", options, ["label", "target", "features", "classes", "delimiter"]);
  const { label, target, features, classes, delimiter = "," } = options;
  if (label !== undefined && typeof label !== "string") refuse("csv", "label", "the name of a column", label);
  if (typeof target !== "string" && target !== undefined) checkNames("target", target);
  if (features !== undefined) checkNames("features", features);
  if (classes !== undefined) checkNames("classes", classes);
  if (label !== undefined && target !== undefined) throw new RangeError("csv: give a label or a target, not both");
  if (classes !== undefined && label === undefined)
    throw new RangeError("csv: classes are of a label, and there is none");
  if (typeof delimiter !== "string") refuse("csv", "delimiter", "one character", delimiter);
  if (!/^[^"\n\r\ufeff]$/.test(delimiter))
    throw new RangeError(`csv: delimiter must be one character, got ${show(delimiter)}`);
  return { label, target, features, classes, delimiter };
}

function checkNames(option: string, names: unknown): void {
  if (!isList(names) || names.length === 0) refuse("csv", option, "a list of names", names);
  const wrong = Array.from(names).findIndex((name) => typeof name !== "string");
  if (wrong >= 0) refuse("csv", `${option}[${wrong}]`, "a name", names[wrong]);
}

/** A row of the table, and the line of the text on which it begins, from 1 on. */
interface Line {
  readonly line: number;
  readonly fields: readonly string[];
}

interface Parsed {
  readonly data: readonly string[][];
  readonly errors: readonly { readonly message: string; readonly row?: number }[];
}

function tableOf({ data, errors }: Parsed): { header: readonly string[]; lines: readonly Line[] } {
  const all: Line[] = [];
  let line = 1;
  for (const [row, fields] of data.entries()) {
    const error = errors.find((each) => each.row === row);
    if (error) throw new RangeError(`csv: line ${line}: ${error.message}`);
    if (fields.length > 1 || fields[0]!.trim() !== "") all.push({ line, fields: fields.map((field) => field.trim()) });
    // A field in quotes may go on over several lines.
    line += 1 + fields.reduce((sum, field) => sum + field.split("\n").length - 1, 0);
  }
  const [first, ...lines] = all;
  if (!first) throw new RangeError("csv: the text is empty: the first line must name the columns");
  const header = first.fields;
  const twice = header.find((name, i) => header.indexOf(name) < i);
  if (twice !== undefined) throw new RangeError(`csv: two columns are named ${show(twice)}`);
  if (lines.length === 0)
    throw new RangeError(`csv: there are no lines below the names of the columns, ${list(header)}`);
  for (const { line, fields } of lines) {
    if (fields.length === header.length) continue;
    throw new RangeError(
      `csv: line ${line} has ${fields.length} fields, the first line names ${header.length} columns`,
    );
  }
  return { header, lines };
}

const list = (names: readonly string[]): string => names.map(show).join(", ");

function columnOf(header: readonly string[], name: string): number {
  const column = header.indexOf(name);
  if (column < 0) throw new RangeError(`csv: there is no column ${show(name)}, only ${list(header)}`);
  return column;
}

/** Where something is wrong. Columns count from 1 on, as lines do. */
const at = (line: number, column: number, name: string): string =>
  `csv: line ${line}, column ${column + 1}, ${show(name)}`;

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

function numbers(lines: readonly Line[], header: readonly string[], names: readonly string[]): Tensor {
  const columns = names.map((name) => columnOf(header, name));
  const data = new Float32Array(lines.length * names.length);
  for (const [row, { line, fields }] of lines.entries()) {
    for (const [j, column] of columns.entries()) {
      const field = fields[column]!;
      const where = () => at(line, column, names[j]!);
      if (!NUMBER.test(field)) throw new RangeError(`${where()}: ${show(field)} is not a number`);
      const value = Math.fround(Number(field));
      if (!Number.isFinite(value)) throw new RangeError(`${where()}: ${field} is too large for float32`);
      data[row * names.length + j] = value;
    }
  }
  return { shape: [lines.length, names.length], data };
}

function labels(
  lines: readonly Line[],
  header: readonly string[],
  label: string,
  given: readonly string[] | undefined,
): Pick<LabelledTable, "y" | "classes"> {
  const column = columnOf(header, label);
  const names = lines.map(({ fields }) => fields[column]!);
  const known = new Set(given ?? names);
  const wrong = names.findIndex((name) => name === "" || !known.has(name));
  if (wrong >= 0) {
    const why = given ? `none of ${list(given)}` : "no class name";
    throw new RangeError(`${at(lines[wrong]!.line, column, label)}: ${show(names[wrong])} is ${why}`);
  }
  const { classes, encode } = labelEncoder(given ?? classNames(names));
  return { y: encode(names), classes };
}

async function parser() {
  let cause: unknown;
  try {
    const { default: found } = await import("papaparse");
    if (typeof found?.parse === "function") return found;
  } catch (error) {
    cause = error;
  }
  throw notInstalled("csv", "papaparse", cause);
}
