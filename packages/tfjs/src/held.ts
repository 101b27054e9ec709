import { type Parameter, parameter } from "@downhill/plugin";
import { type Tensor, tensor, tidy, type Variable } from "@tensorflow/tfjs-core";
import type { VariableFacts } from "./contract.ts";
import { factsOf } from "./facts.ts";

/** A variable of TensorFlow.js, and the arrays in which it is stepped. */
export interface Held {
  /** What the optimizer has of it. */
  readonly parameter: Omit<Parameter<Float32Array>, "grad"> & { grad: Float32Array | null };
  /** Has the present variable of the name, and what it holds: read only where that is not what was last written. */
  take(variable: Variable): void;
  /** Has a gradient, or none: it rests then. */
  follow(gradient: Tensor | null | undefined): void;
  /** Gives the variable these numbers: the parameter's values where there are none. */
  assign(numbers?: ArrayLike<number>): void;
}

/** @throws TypeError where it is not of float32 */
export function hold(owner: string, first: Variable, say: ((variable: Variable) => VariableFacts) | undefined): Held {
  if (first.dtype !== "float32")
    throw new TypeError(`${owner}: variable "${first.name}" must be of float32, got ${first.dtype}`);
  const shape = [...first.shape];
  const { value, grad } = parameter({ shape });
  const held = { value, grad: grad as Float32Array | null, shape, ...factsOf(first.name, shape), ...say?.(first) };
  let variable = first;
  let known: object | undefined;
  return {
    parameter: held,
    take(present) {
      if (`${present.shape}` !== `${shape}`)
        throw new RangeError(
          `${owner}: variable "${present.name}" was of shape [${shape}], and is of [${present.shape}]`,
        );
      variable = present;
      // What a tensor holds never changes, so reading it again would tell nothing; and from a GPU it takes long.
      if (variable.dataId === known) return;
      value.set(variable.dataSync<"float32">());
      known = variable.dataId;
    },
    follow(gradient) {
      held.grad = gradient ? grad : null;
      if (gradient) grad.set(gradient.dataSync<"float32">());
    },
    assign(numbers = value) {
      // A copy: the CPU's and the GPU's backends keep the array that they are given.
      tidy(() => variable.assign(tensor(Float32Array.from(numbers), variable.shape, "float32")));
      known = numbers === value ? variable.dataId : undefined;
    },
  };
}
