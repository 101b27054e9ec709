import type { ParameterFacts } from "@downhill/plugin";

/** A parameter's rows are its outputs or its columns are: then it is a matrix as it lies in memory. */
export function matrixOf({ shape, outputAxis, length }: Pick<ParameterFacts, "shape" | "outputAxis" | "length">) {
  const outputs = shape[outputAxis]!;
  const inputs = length / outputs;
  return outputAxis === 0
    ? { rows: outputs, columns: inputs, outputs, inputs }
    : { rows: inputs, columns: outputs, outputs, inputs };
}

/** The weights of hidden layers: matrices, and kernels with their outputs along the first or last axis. */
export const isHidden = ({
  shape,
  role = "weight",
  output = false,
  outputAxis,
  length,
}: Omit<ParameterFacts, "name">): boolean =>
  shape.length > 1 &&
  length > 0 &&
  role === "weight" &&
  !output &&
  (outputAxis === 0 || outputAxis === shape.length - 1);
