import type { Role } from "@downhill/plugin";
import type { VariableFacts } from "./contract.ts";

const roles: Readonly<Record<string, Role>> = {
  kernel: "weight",
  depthwise_kernel: "weight",
  pointwise_kernel: "weight",
  recurrent_kernel: "weight",
  bias: "bias",
  beta: "bias",
  gamma: "scale",
  embeddings: "embedding",
};

/** TensorFlow.js appends `_1`, `_2`, … to the name of a variable whose name another one bears. */
export const withoutCount = (name: string): string => name.replace(/_\d+$/, "");

/** What the layers of TensorFlow.js call their weights tells what those are. */
export function factsOf(name: string, shape: readonly number[]): VariableFacts {
  const own = withoutCount(name.slice(name.lastIndexOf("/") + 1));
  const role = name.includes("/") ? roles[own] : undefined;
  // Kernels of transposed convolutions are [height, width, outputs, inputs].
  const isTransposed = role === "weight" && /conv\dd_?transpose/i.test(name) && shape.length > 2;
  return { role, ...(isTransposed && { outputAxis: shape.length - 2 }) };
}
