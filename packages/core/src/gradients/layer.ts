import { checkSamples, elements, type Shape, type Tensor } from "../data/tensor.ts";
import type { MatmulPrecision } from "../kernels/plain/matmul.ts";
import type { EngineBackwardPass } from "../layers/engine.ts";
import type { BufferSpec, Layer } from "../layers/layer.ts";
import type { Mutable } from "../model/mutable.ts";
import type { Variable } from "./differences.ts";
import { Replay } from "./replay.ts";

const ROWS = 3;
/** Added to what a parameter starts as, so that ones and zeros hide nothing. */
const NOISE = 0.1;

/** One layer with arrays of its own, and Σ u·y with a random u as the function of it. */
export class LayerCheck {
  readonly #layer: Layer;
  readonly #pass: Mutable<EngineBackwardPass>;
  readonly #random = new Replay();

  constructor(
    layer: Layer,
    inputShape: Shape,
    x: Tensor | undefined,
    { float64, training, matmulPrecision }: { float64: boolean; training: boolean; matmulPrecision: MatmulPrecision },
  ) {
    if (x) checkSamples("checkGradients", x, inputShape);
    this.#layer = layer;
    const random = this.#random;
    // A layer that does not round is none the wiser if its arrays are of float64.
    const array = (length: number) => (float64 ? new Float64Array(length) : new Float32Array(length)) as Float32Array;
    const normals = (length: number) => array(length).map(() => random.normal());
    const rows = x?.shape[0] ?? ROWS;
    const outputShape = layer.outputShape(inputShape);
    const inputs = elements(inputShape);
    const outputs = elements(outputShape);
    const initialized = ({ shape, initialize }: BufferSpec) => {
      const value = array(elements(shape));
      initialize(value, shape, random);
      return { value, shape };
    };
    this.#pass = {
      rows,
      inputShape,
      inputs,
      outputShape,
      outputs,
      matmulPrecision,
      training,
      random,
      parameters: mapped(layer.parameters?.(inputShape) ?? {}, (spec) => {
        const { value, shape } = initialized(spec);
        for (let i = 0; i < value.length; i++) value[i] = value[i]! + NOISE * random.normal();
        return { value, shape, grad: array(value.length) };
      }),
      buffers: mapped(layer.buffers?.(inputShape) ?? {}, initialized),
      scratch: mapped(layer.scratch?.(inputShape, rows) ?? {}, array),
      x: x ? array(x.data.length).map((_, i) => x.data[i]!) : normals(rows * inputs),
      y: array(rows * outputs),
      dy: normals(rows * outputs),
      dx: undefined,
      use: training ? "training" : "evaluation",
      gate: false,
      gated: false,
    };
  }

  /** Σ u·y, NaN where forward leaves an element of y as it was. */
  forward(): number {
    const { y, dy } = this.#pass;
    y.fill(Number.NaN);
    this.#random.restart();
    this.#layer.forward(this.#pass);
    let sum = 0;
    for (let i = 0; i < y.length; i++) sum += dy[i]! * y[i]!;
    return sum;
  }

  /** What Σ u·y sums, without its signs, as of the last forward. */
  magnitude(): number {
    const { y, dy } = this.#pass;
    let sum = 0;
    for (let i = 0; i < y.length; i++) sum += Math.abs(dy[i]! * y[i]!);
    return sum;
  }

  /** The arrays that the sum depends on with what backward says of them; NaN where it says nothing. */
  backward(inputGradient: boolean): Variable[] {
    const { x, parameters } = this.#pass;
    const dx = inputGradient ? x.map(() => Number.NaN) : undefined;
    for (const { grad } of Object.values(parameters)) grad.fill(Number.NaN);
    this.forward();
    this.#pass.dx = dx;
    this.#layer.backward(this.#pass);
    const variables = Object.entries(parameters).map(([name, { value, grad }]) => ({ name, value, gradient: grad }));
    return dx ? [{ name: "x", value: x, gradient: dx }, ...variables] : variables;
  }
}

function mapped<A, B>(record: Readonly<Record<string, A>>, f: (each: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, each]) => [name, f(each)]));
}
