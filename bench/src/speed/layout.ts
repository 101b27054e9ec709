import { whole } from "../options.ts";

/** What a step is timed on. */
export interface Layout {
  /** How many parameters, of all tensors. */
  readonly size: number;
  /** In how many arrays of one length, if not in one. */
  readonly tensors?: number;
  /** The rows and columns of the one array, if it is a matrix and not a vector. */
  readonly matrix?: readonly [rows: number, columns: number];
  readonly float64?: true;
}

const count = whole(1, 1e8);

/** Of `1e6`, `100x10` (a hundred tensors of ten), `784x512:matrix` or `1e4:float64`. */
export function layout(text: string): Layout {
  const [, many, length, matrix, float64] = /^(?:([^x]+)x)?([^:]+)(:matrix)?(:float64)?$/.exec(text) ?? [];
  if (length === undefined || (matrix && many === undefined)) return { size: count(text) };
  const [first, second] = [many === undefined ? 1 : count(many), count(length)];
  return {
    size: first * second,
    ...(matrix ? { matrix: [first, second] as const } : first > 1 && { tensors: first }),
    ...(float64 && { float64: true as const }),
  };
}

/** `1,000`, `100 × 10`, `784 × 512 matrix`, `1,000 float64`. */
export function layoutName({ size, tensors = 1, matrix, float64 }: Layout): string {
  const all = (numbers: readonly number[]) => numbers.map((n) => n.toLocaleString("en")).join(" × ");
  const name = all(matrix ?? (tensors > 1 ? [tensors, size / tensors] : [size]));
  return `${name}${matrix ? " matrix" : ""}${float64 ? " float64" : ""}`;
}
