import type { Parameter, Role } from "@downhill/plugin";
import type { Random } from "@downhill/plugin/random";
import type { Shape } from "../data/tensor.ts";
import type { MatmulPrecision } from "../kernels/plain/matmul.ts";
import type { Initializer } from "./initializers.ts";
import type { Regularization } from "./regularization.ts";

/** A trainable array of a model and its gradient, views into the model's memory. */
export interface LayerParameter extends Parameter<Float32Array> {
  readonly value: Float32Array;
  readonly grad: Float32Array;
  readonly shape: Shape;
  readonly role?: Role | undefined;
  /** Whether it is the last layer's. */
  readonly output?: boolean | undefined;
}

/** An array of a model that is not trained but stored with the weights, such as a running mean. */
export interface LayerBuffer {
  readonly value: Float32Array;
  readonly shape: Shape;
}

/**
 * What one layer works on: a batch of `rows` samples. All arrays are row-major, and the sample is the first dimension.
 * `dy` is the gradient of the loss with respect to y, and so on.
 */
export interface Pass<Name extends string = string, Buffer extends string = string, Scratch extends string = string> {
  readonly rows: number;
  /** The shape of one sample of x, and the number of its elements. */
  readonly inputShape: Shape;
  readonly inputs: number;
  /** The same of y. */
  readonly outputShape: Shape;
  readonly outputs: number;
  readonly matmulPrecision: MatmulPrecision;
  /** Whether this pass is of training, or uses the model as it is: `dropout` and `batchNorm` differ. */
  readonly training: boolean;
  /** The model's random stream. */
  readonly random: Random;
  readonly parameters: Readonly<Record<Name, LayerParameter>>;
  readonly buffers: Readonly<Record<Buffer, LayerBuffer>>;
  /** What the layer asked for; backward finds it as forward left it. */
  readonly scratch: Readonly<Record<Scratch, Float32Array>>;
  /** rows × inputs */
  readonly x: Float32Array;
  /** rows × outputs */
  readonly y: Float32Array;
}

export interface BackwardPass<
  Name extends string = string,
  Buffer extends string = string,
  Scratch extends string = string,
> extends Pass<Name, Buffer, Scratch> {
  /** rows × outputs */
  readonly dy: Float32Array;
  /** rows × inputs, or undefined where nobody needs it: in the first layer with parameters of a model that is being trained. */
  readonly dx: Float32Array | undefined;
}

export interface BufferSpec {
  readonly shape: Shape;
  readonly initialize: Initializer;
}

export interface ParameterSpec extends BufferSpec {
  /** What it is to the layer: "no decay on biases and norms" goes by it. Default: not said. */
  readonly role?: Role | undefined;
  /** What the model adds to the loss and to the parameter's gradient. Default: nothing. */
  readonly regularization?: Regularization | undefined;
}

/**
 * A layer, without memory of its own: the model plans that, so one layer object may serve in several models.
 * A custom layer is an object with these members; `checkGradients` tells whether its backward fits its forward.
 */
export interface Layer<Name extends string = string, Buffer extends string = string, Scratch extends string = string> {
  /** Its kind, in camelCase: `dense` gives `dense0.weight`. */
  readonly name: string;
  /** The shape of one sample of y, given that of x. @throws RangeError for an x that it cannot take. */
  outputShape(inputShape: Shape): Shape;
  /** The parameters for such an x, in the order in which they are initialised. Default: none. */
  parameters?(inputShape: Shape): Readonly<Record<Name, ParameterSpec>>;
  /** The buffers for such an x. Default: none. */
  buffers?(inputShape: Shape): Readonly<Record<Buffer, BufferSpec>>;
  /** The lengths of the scratch arrays for a batch of `rows` of them. Default: none. */
  scratch?(inputShape: Shape, rows: number): Readonly<Record<Scratch, number>>;
  /** Writes y. */
  forward(pass: Pass<Name, Buffer, Scratch>): void;
  /** Overwrites the parameters' gradients and dx, after the `forward` of the same x; not called where nobody needs either. */
  backward(pass: BackwardPass<Name, Buffer, Scratch>): void;
}
