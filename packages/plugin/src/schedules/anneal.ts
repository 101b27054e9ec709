import { cos } from "../math/trig.ts";

/** The way from one value to another, of which a share in [0, 1] is gone. */
export const anneal = {
  linear: (from: number, to: number, share: number): number => from + (to - from) * share,
  /** Half a wave of the cosine: level at both ends. */
  cos: (from: number, to: number, share: number): number => to + ((from - to) / 2) * (1 + cos(Math.PI * share)),
};
