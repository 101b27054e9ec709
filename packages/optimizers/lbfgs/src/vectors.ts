import type { FloatArray, Ops } from "@downhill/plugin";

type Names = "previous" | "direction" | "start" | "kept" | "steps" | "changes" | "products";
/** A parameter, as far as the arithmetic goes. */
export type Tensor = Readonly<Record<Names | "w" | "g", FloatArray>> & {
  readonly hyper: { readonly historySize: number };
};
export type Like = "w" | "g" | "previous" | "direction" | "start" | "kept";
type Values<K extends string> = Record<K, number>;

export const negated = ({ direction, g }: Values<"direction" | "g">) => {
  direction = -g;
  return { direction };
};
export const along = ({ w, start, direction }: Values<"w" | "start" | "direction">, { t }: Values<"t">) => {
  w = start + t * direction;
  return { w };
};
/** x = s·x */
export const times = ({ x }: Values<"x">, { s }: Values<"s">) => ({ x: s * x });
/** x = s·y */
export const scaled = ({ x, y }: Values<"x" | "y">, { s }: Values<"s">) => {
  x = s * y;
  return { x };
};
/** x += s·y */
export const added = ({ x, y }: Values<"x" | "y">, { s }: Values<"s">) => ({ x: x + s * y });
/** x = y - x */
export const change = ({ x, y }: Values<"x" | "y">) => ({ x: y - x });

/** All parameters' arrays of a name as one vector. */
export const over = (tensors: readonly Tensor[], ops: Ops) => ({
  dot: (a: Like, b: Like) => tensors.reduce((sum, x) => sum + ops.dot(x[a], x[b]), 0),
  sumAbs: (a: Like) => tensors.reduce((sum, x) => sum + ops.sumAbs(x[a]), 0),
  maxAbs: (a: Like) => tensors.reduce((most, x) => Math.max(most, ops.maxAbs(x[a])), 0),
});
