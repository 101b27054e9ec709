import type { LayerParameter } from "../layers/layer.ts";

/** Keeps gradients while a backward overwrites them. */
export interface KeptGradients {
  copy(): void;
  /** Adds the copies. */
  add(): void;
}

/** There is room for copies from the first one on: most models need none. */
export function keptGradients(parameters: Readonly<Record<string, LayerParameter>>): KeptGradients {
  const grads = Object.values(parameters).map(({ grad }) => grad);
  let copies: readonly Float32Array[] | undefined;
  return {
    copy() {
      copies ??= grads.map(({ length }) => new Float32Array(length));
      for (const [p, grad] of grads.entries()) copies[p]!.set(grad);
    },
    add() {
      for (const [p, grad] of grads.entries()) {
        const before = copies![p]!;
        for (let i = 0; i < grad.length; i++) grad[i] = before[i]! + grad[i]!;
      }
    },
  };
}
