import { AT_LEAST_0, checkNumber } from "@downhill/plugin/arguments";
import type { Random } from "@downhill/plugin/random";
import type { Shape } from "../data/tensor.ts";

/** Fills `values`, an array of `shape` in row-major order, and draws from `random` in that order. */
export type Initializer = (values: Float32Array, shape: Shape, random: Random) => void;

/**
 * Normal with mean 0 and standard deviation `scale`, as `scale * np.random.randn(inputs, units)` gives it when NumPy
 * works in float32: the draw and the scale are rounded before they are multiplied.
 */
export function normal(scale: number): Initializer {
  checkNumber("normal", "scale", scale, AT_LEAST_0);
  const scale32 = Math.fround(scale);
  return (values, _shape, random) => {
    for (let i = 0; i < values.length; i++) values[i] = scale32 * Math.fround(random.normal());
  };
}

/** Uniform on [-limit, limit), computed in float64 and rounded once. */
export function uniform(limit: number): Initializer {
  checkNumber("uniform", "limit", limit, AT_LEAST_0);
  return (values, _shape, random) => {
    for (let i = 0; i < values.length; i++) values[i] = limit * (2 * random.uniform() - 1);
  };
}

/** All the same; draws nothing. */
export function constant(value: number): Initializer {
  checkNumber("constant", "value", value);
  return (values) => {
    values.fill(value);
  };
}

/** All zero; draws nothing. */
export function zeros(): Initializer {
  return constant(0);
}

/** Normal with variance 2 / fanIn, which keeps the variance through dense layers with ReLU. Source: He et al. 2015. */
export function heNormal(): Initializer {
  return (values, shape, random) => normal(Math.sqrt(2 / fans(shape).fanIn))(values, shape, random);
}

/** Uniform with variance 2 / fanIn: limit √(6 / fanIn). Source: He et al. 2015, as `kaiming_uniform_` in PyTorch. */
export function heUniform(): Initializer {
  return (values, shape, random) => uniform(Math.sqrt(6 / fans(shape).fanIn))(values, shape, random);
}

/** Normal with variance 2 / (fanIn + fanOut), for layers with tanh or sigmoid. Source: Glorot & Bengio 2010. */
export function glorotNormal(): Initializer {
  return (values, shape, random) => {
    const { fanIn, fanOut } = fans(shape);
    normal(Math.sqrt(2 / (fanIn + fanOut)))(values, shape, random);
  };
}

/** Uniform with variance 2 / (fanIn + fanOut): limit √(6 / (fanIn + fanOut)). Source: Glorot & Bengio 2010, eq. 16. */
export function glorotUniform(): Initializer {
  return (values, shape, random) => {
    const { fanIn, fanOut } = fans(shape);
    uniform(Math.sqrt(6 / (fanIn + fanOut)))(values, shape, random);
  };
}

/**
 * How many inputs one output sums over, and how many outputs one input goes to: of a dense layer, [inputs, units], or
 * of a convolution, [channels out, channels in, height, width].
 */
function fans(shape: Shape): { fanIn: number; fanOut: number } {
  const [first = 1, second = first, ...kernel] = shape;
  const window = kernel.reduce((product, each) => product * each, 1);
  return shape.length > 2 ? { fanIn: second * window, fanOut: first * window } : { fanIn: first, fanOut: second };
}
