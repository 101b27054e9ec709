import type { Shape, Tensor } from "../data/tensor.ts";
import type { GradientSums } from "../model/gradient-sums.ts";
import type { Replayed } from "../model/replayed.ts";
import type { BackwardPass, Layer, LayerBuffer, LayerParameter, Pass } from "./layer.ts";

// Layers and models as the engine sees them: a layer may hold models, whose layers are such layers.

/** What a plan is for. Only inference leaves a training forward's activations alone until its backward. */
export type Use = "training" | "evaluation" | "inference";

/** What the engine's own layers know of a pass beside what `Layer` says. */
export interface EnginePass<
  Name extends string = string,
  Buffer extends string = string,
  Scratch extends string = string,
> extends Pass<Name, Buffer, Scratch> {
  readonly use: Use;
}

export interface EngineBackwardPass<
  Name extends string = string,
  Buffer extends string = string,
  Scratch extends string = string,
> extends BackwardPass<Name, Buffer, Scratch> {
  readonly use: Use;
  /** Whether dx is to be 0 where x ≤ 0: x comes out of a ReLU, and dx is the gradient before it. */
  readonly gate: boolean;
  /** Whether the next layer has done that to dy. */
  readonly gated: boolean;
}

/** Where a layer has seen numbers whose statistics it keeps. */
export interface Site {
  /** rows × channels × area */
  readonly x: Float32Array;
  readonly rows: number;
  readonly channels: number;
  readonly area: number;
  /** Makes these the layer's running ones. */
  set(means: Float64Array, variances: Float64Array): void;
}

/** A layer as the engine sees it: what its own layers have beside the members that everybody writes. */
export interface EngineLayer<
  Name extends string = string,
  Buffer extends string = string,
  Scratch extends string = string,
> extends Layer<Name, Buffer, Scratch> {
  /** Whether y is x in another shape. Then the model lets the next layer read x, and calls neither of the following. */
  readonly reshapes?: boolean;
  /** The models that it is or holds, which have memory of their own, by where their names begin: "" is itself. */
  readonly models?: Readonly<Record<string, ModelEngine>>;
  /**
   * One layer that does the work of this one and the next, with this one's parameters, to the same bits; undefined where
   * there is none. It may change dy, which is the model's own: the last two layers are never fused.
   */
  fuse?(next: EngineLayer): EngineLayer<Name, Buffer, Scratch> | undefined;
  /** After a forward: where it, and layers within it, have seen numbers whose statistics they keep, in their order. */
  sites?(pass: EnginePass<Name, Buffer, Scratch>): readonly Site[];
  /** Whether it ends in a ReLU whose backward it leaves to the next layer, if that is `dense`: see `gate`. */
  readonly rectifies?: boolean;
  forward(pass: EnginePass<Name, Buffer, Scratch>): void;
  backward(pass: EngineBackwardPass<Name, Buffer, Scratch>): void;
}

/** A parameter that is regularised, at least one factor of which is not 0. */
export interface Penalty {
  readonly parameter: LayerParameter;
  readonly l1: number;
  readonly l2: number;
}

/** What the engine does with a model that its users need not know of. */
export interface ModelEngine {
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly parameters: Readonly<Record<string, LayerParameter>>;
  readonly buffers: Readonly<Record<string, LayerBuffer>>;
  readonly penalties: readonly Penalty[];
  /** What it draws from, and the models among its layers. */
  readonly streams: readonly Replayed[];
  /** The layers and their names, in their order. */
  readonly layers: readonly EngineLayer[];
  readonly names: readonly string[];
  /** @throws Error naming the method of a model that has been disposed of, or holds one that has */
  alive(method: string): void;
  /** As of `Plans`. */
  forwards(): number;
  rows(): number;
  forward(x: Tensor, use: Use): Tensor;
  backward(gradient: Tensor, inputGradient: boolean): Tensor | undefined;
  /** The model used as it is, as far as the site of that number; undefined where there are not so many. */
  measured(x: Tensor, site: number): Site | undefined;
  /** Those of the last inference of so many rows. */
  sites(rows: number): readonly Site[];
  readonly sums: GradientSums;
  /** Adds the gradient of the penalty to the parameters' gradients. */
  regularize(): void;
}
