import {
  ABOVE_0,
  checkBoolean,
  checkFunction,
  checkNumbers,
  checkOptions,
  isList,
  refuse,
} from "@downhill/plugin/arguments";
import { fit, type LeastSquares, type LeastSquaresOptions, SEARCH_OPTIONS } from "./least-squares.ts";
import { checkedStart } from "./start.ts";

/** What was observed: y at each x. */
export interface Observations<X> {
  /** Numbers, or whatever the model takes in their place: a point of several coordinates, a record. */
  readonly x: ArrayLike<X>;
  readonly y: ArrayLike<number>;
  /** Each observation's standard deviation, by which its residual is divided. Default: the same for all, and unknown. */
  readonly sigma?: ArrayLike<number> | undefined;
}

export interface CurveFitOptions<X> extends Omit<LeastSquaresOptions, "jacobian" | "unitVariance"> {
  /** The model's derivatives by its parameters. Default: central differences. */
  readonly gradient?: ((x: X, parameters: Float64Array) => ArrayLike<number>) | undefined;
  /**
   * Whether `sigma` is known as it is. Default false: only as far as their ratios, and the size follows from the residuals.
   * SciPy's `absolute_sigma`.
   */
  readonly absoluteSigma?: boolean | undefined;
}

export interface CurveFit extends Omit<LeastSquares, "x"> {
  readonly parameters: Float64Array;
}

const OWN = "curveFit";

/**
 * The parameters with which a model fits observations best: where Σ ((model(xᵢ, parameters) - yᵢ)/σᵢ)² is least.
 *
 * @param model its value at one x
 * @param start the parameters to start from; they stay as they are
 * @returns as `leastSquares` does; residuals, Jacobian and value are those of the residuals divided by σ
 * @throws TypeError and RangeError for arguments that make no sense, and for a model that gives no number
 */
export function curveFit<X = number>(
  model: (x: X, parameters: Float64Array) => number,
  observations: Observations<X>,
  start: ArrayLike<number>,
  options: CurveFitOptions<X> = {},
): CurveFit {
  checkFunction(OWN, "model", model);
  const { x, y, sigma } = checkedObservations(observations);
  checkOptions(OWN, options, ["gradient", "absoluteSigma", ...SEARCH_OPTIONS]);
  const { gradient, absoluteSigma = false, ...search } = options;
  if (gradient !== undefined) checkFunction(OWN, "gradient", gradient);
  checkBoolean(OWN, "absoluteSigma", absoluteSigma);
  if (absoluteSigma && !sigma) throw new TypeError(`${OWN}: absoluteSigma needs sigma, got none`);
  const n = checkedStart(OWN, "start", start).length;
  const divisor = (i: number): number => sigma?.[i] ?? 1;

  const residuals = (parameters: Float64Array): Float64Array => {
    const found = new Float64Array(y.length);
    for (let i = 0; i < found.length; i++) {
      const value: unknown = model(x[i]!, parameters);
      if (typeof value !== "number") refuse(OWN, `model(x[${i}], parameters)`, "a number", value);
      found[i] = (value - y[i]!) / divisor(i);
    }
    return found;
  };
  const jacobian = (parameters: Float64Array): Float64Array[] =>
    Array.from({ length: y.length }, (_, i) => {
      const row: unknown = gradient!(x[i]!, parameters);
      const what = `gradient(x[${i}], parameters)`;
      if (!isList(row) || row.length !== n) refuse(OWN, what, `a list of ${n} numbers`, row);
      return Float64Array.from(row, (each, j) => {
        if (typeof each !== "number") refuse(OWN, `${what}[${j}]`, "a number", each);
        return each / divisor(i);
      });
    });
  const { x: parameters, ...rest } = fit(OWN, "start", residuals, start, {
    ...search,
    jacobian: gradient && jacobian,
    unitVariance: absoluteSigma,
  });
  return { parameters, ...rest };
}

function checkedObservations<X>(given: Observations<X>): Observations<X> {
  if (typeof given !== "object" || given === null) refuse(OWN, "observations", "an object { x, y }", given);
  const { x, y, sigma } = given;
  if (!isList(x)) refuse(OWN, "x", "a list", x);
  checkNumbers(OWN, "y", y);
  if (y.length === 0) throw new RangeError(`${OWN}: y must have at least one number, got none`);
  if (x.length !== y.length) throw new RangeError(`${OWN}: x must be as long as y, ${y.length}, got ${x.length}`);
  if (sigma === undefined) return given;
  checkNumbers(OWN, "sigma", sigma, ABOVE_0);
  if (sigma.length !== y.length)
    throw new RangeError(`${OWN}: sigma must be as long as y, ${y.length}, got ${sigma.length}`);
  return given;
}
