import { whole } from "../options.ts";

/** What a step is timed on. */
export interface Layout {
  /** How many parameters, of all tensors. */
  readonly size: number;
  /** In how many arrays of one length, if not in one. */
  readonly tensors?: number;
  readonly float64?: true;
}

const count = whole(1, 1e8);

/** Of `1e6`, `100x10` (a hundred tensors of ten) or `1e4:float64`. */
export function layout(text: string): Layout {
  const [, tensors, length, float64] = /^(?:([^x]+)x)?([^:]+)(:float64)?$/.exec(text) ?? [];
  if (length === undefined) return { size: count(text) };
  const many = tensors === undefined ? 1 : count(tensors);
  return {
    size: many * count(length),
    ...(many > 1 && { tensors: many }),
    ...(float64 && { float64: true as const }),
  };
}

/** `1,000`, `100 × 10`, `1,000 float64`. */
export function layoutName({ size, tensors = 1, float64 }: Layout): string {
  const name = (size / tensors).toLocaleString("en");
  return `${tensors > 1 ? `${tensors.toLocaleString("en")} × ` : ""}${name}${float64 ? " float64" : ""}`;
}
