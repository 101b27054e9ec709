import { checkSamples, checkTensor, elements, type Shape, type Tensor } from "./tensor.ts";

/** Of each column of samples [columns], or each channel of samples [channels, …]. */
export interface Statistics {
  /** The shape of one sample. */
  readonly sample: Shape;
  readonly mean: Float64Array;
  /** The standard deviation of the population, that is, √(Σ(x - mean)² / n); 0 where all are equal. */
  readonly deviation: Float64Array;
  readonly minimum: Float64Array;
  readonly maximum: Float64Array;
}

/**
 * Measures samples in two passes, in float64. The mean of equal numbers is that number, to the bit.
 * @throws TypeError for something else than a tensor; RangeError for no samples, or a number that is not finite.
 */
export function statisticsOf(owner: string, x: Tensor): Statistics {
  checkTensor(owner, "x", x);
  checkSamples(owner, x);
  const { shape, data } = x;
  const [samples = 0, channels = 1] = shape;
  const area = elements(shape.slice(2));
  const each = (see: (c: number, value: number) => void) => {
    for (let i = 0, at = 0; i < samples; i++) {
      for (let c = 0; c < channels; c++) for (let a = 0; a < area; a++, at++) see(c, data[at]!);
    }
  };
  checkFinite(owner, x);
  const mean = new Float64Array(channels);
  const deviation = new Float64Array(channels);
  const minimum = new Float64Array(channels).fill(Number.POSITIVE_INFINITY);
  const maximum = new Float64Array(channels).fill(Number.NEGATIVE_INFINITY);
  each((c, value) => {
    mean[c]! += value;
    minimum[c] = Math.min(minimum[c]!, value);
    maximum[c] = Math.max(maximum[c]!, value);
  });
  const count = samples * area;
  for (let c = 0; c < channels; c++) mean[c] = minimum[c] === maximum[c] ? minimum[c]! : mean[c]! / count;
  each((c, value) => {
    deviation[c]! += (value - mean[c]!) * (value - mean[c]!);
  });
  for (let c = 0; c < channels; c++) deviation[c] = Math.sqrt(deviation[c]! / count);
  return { sample: shape.slice(1), mean, deviation, minimum, maximum };
}

function checkFinite(owner: string, { shape, data }: Tensor): void {
  const wrong = data.findIndex((value) => !Number.isFinite(value));
  if (wrong < 0) return;
  const sample = Math.floor(wrong / (data.length / shape[0]!));
  throw new RangeError(`${owner}: x[${wrong}] is ${data[wrong]}, of sample ${sample}`);
}
