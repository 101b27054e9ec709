/** What `toTfjs` takes and gives: types only. */

import type { Hyper, HyperSpec, Optimizer, Options, Role } from "@downhill/plugin";
import type { Optimizer as TensorFlowOptimizer, Variable } from "@tensorflow/tfjs-core";

/** What is told of a variable beside its name and shape. */
export interface VariableFacts {
  readonly role?: Role | undefined;
  /** Whether it belongs to the model's last layer. */
  readonly output?: boolean | undefined;
  /** The axis along which its layer's outputs lie. Default: the last. */
  readonly outputAxis?: number | undefined;
}

/** An optimizer's own options, groups by the names of variables (`dense_Dense1/kernel`) among them. */
export interface TfjsOptions<H extends HyperSpec = HyperSpec> extends Options<H> {
  /**
   * What a variable is, for groups by `role` and for methods that treat weights of hidden layers otherwise (Muon). What it
   * does not say follows from the variable's name: `…/kernel` is a weight, `…/bias` and `…/beta` are biases, `…/gamma` is
   * a scale, `…/embeddings` an embedding; a transposed convolution's outputs lie along the last axis but one.
   */
  readonly variable?: ((variable: Variable) => VariableFacts) | undefined;
}

/** An optimizer for `model.compile` and for `minimize`, live as every optimizer of Downhill's is. */
export interface TfjsOptimizer<H extends HyperSpec = HyperSpec> extends TensorFlowOptimizer, Hyper<H> {
  /** `hyper.lr`, for code that knows TensorFlow.js' optimizers. */
  learningRate: number;
  /** The overrides, in the order of `options.groups`; none before the first step, which says what there is. */
  readonly groups: Optimizer<H>["groups"];
  /** What runs the rule: a fused WebAssembly SIMD loop, or plain JavaScript. */
  readonly backend: Optimizer["backend"];
  /** Why `backend` is not `simd`; undefined where it is. */
  readonly backendReason: string | undefined;
  /**
   * Calls `f` while the variables have the weights to evaluate with, where these are not those that are trained
   * (`ema`, `swa`, Schedule-Free), and puts the trained ones back, once what `f` returns has come about.
   * @param variables the model's, `model.trainableWeights.map((each) => each.read())`: needed between loading a model and
   *   its first step, which else says whose weights they are
   * @throws Error where `f` takes a step
   */
  withWeights<T>(f: () => T, variables?: readonly Variable[]): T;
}
