import type { Parameter } from "@downhill/optimizer";
import type { Initialiser } from "../initialisers.ts";
import type { Accumulation } from "../kernels/matmul.ts";

/** A trainable array of a model and its gradient, views into the model's memory. */
export interface LayerParameter extends Parameter<Float32Array> {
  readonly value: Float32Array;
  readonly grad: Float32Array;
  readonly shape: readonly number[];
}

/**
 * What one layer works on: a batch of `rows` samples, `inputs` columns wide on the way in and `outputs` on the way out.
 * `dy` is the gradient of the loss with respect to y, and so on.
 */
export interface Pass<Name extends string = string> {
  readonly rows: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly accumulation: Accumulation;
  readonly parameters: Readonly<Record<Name, LayerParameter>>;
  /** rows × inputs */
  readonly x: Float32Array;
  /** rows × outputs */
  readonly y: Float32Array;
}

export interface BackwardPass<Name extends string = string> extends Pass<Name> {
  /** rows × outputs */
  readonly dy: Float32Array;
  /** rows × inputs, or undefined where nobody needs it: in the first layer of a model that is being trained. */
  readonly dx: Float32Array | undefined;
}

export interface ParameterSpec {
  readonly shape: readonly number[];
  readonly initialise: Initialiser;
}

/**
 * A layer, without memory of its own: the model plans that, so one layer object may serve in several models.
 * A custom layer is an object with these members.
 */
export interface Layer<Name extends string = string> {
  readonly name: string;
  /** The width of y for an x of `inputs` columns. */
  outputs(inputs: number): number;
  /** The parameters for an x of `inputs` columns, in the order in which they are initialised. */
  parameters(inputs: number): Readonly<Record<Name, ParameterSpec>>;
  /** Writes y. */
  forward(pass: Pass<Name>): void;
  /** Overwrites the parameters' gradients and dx, after the `forward` of the same x. */
  backward(pass: BackwardPass<Name>): void;
}
