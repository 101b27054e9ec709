import { checkFunction, checkOptions, refuse } from "@downhill/plugin/arguments";
import { flushed } from "../kernels/plain/flush.ts";
import type { Layer } from "./layer.ts";
import { checkReturned } from "./returned.ts";

export type Forward = (y: Float32Array, x: Float32Array) => void;
export type Backward = (dx: Float32Array, dy: Float32Array, x: Float32Array, y: Float32Array) => void;

/** A layer without parameters whose y has the shape of x and depends on it element by element. */
export function elementLayer(name: string, forward: Forward, backward: Backward): Layer<never, never, never> {
  return {
    name,
    outputShape: (inputShape) => inputShape,
    forward({ x, y }) {
      forward(y, x);
    },
    backward({ x, y, dx, dy }) {
      if (dx) backward(dx, dy, x, y);
    },
  };
}

/** An activation of one's own. */
export interface ActivationDefinition {
  /** In camelCase: it names the layer. */
  readonly name: string;
  /** y, given x. */
  value(x: number): number;
  /** dy/dx, given x and y. */
  derivative(x: number, y: number): number;
}

/**
 * A layer that applies a function to each element: `activation({ name: "square", value: (x) => x * x, derivative: (x) =>
 * 2 * x })`. Functions get float64 numbers, and what they give is rounded to float32 once, to 0 where that
 * would be subnormal.
 * @throws TypeError for a name or function that is none.
 */
export function activation(definition: ActivationDefinition): Layer<never> {
  checkOptions("activation", definition, ["name", "value", "derivative"]);
  const { name, value, derivative } = Object(definition) as ActivationDefinition;
  if (typeof name !== "string" || !/^[a-z]\w*$/i.test(name))
    refuse("activation", "name", 'a name such as "square"', name);
  checkFunction("activation", "value", value);
  checkFunction("activation", "derivative", derivative);
  return elementLayer(
    name,
    (y, x) => {
      for (let i = 0; i < y.length; i++) y[i] = flushed(checkReturned(name, "value", value(x[i]!)));
    },
    (dx, dy, x, y) => {
      for (let i = 0; i < dx.length; i++)
        dx[i] = flushed(dy[i]! * checkReturned(name, "derivative", derivative(x[i]!, y[i]!)));
    },
  );
}
