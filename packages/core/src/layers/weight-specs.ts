import { checkBoolean, refuse } from "@downhill/plugin/arguments";
import type { Shape } from "../data/tensor.ts";
import { heNormal, type Initializer, zeros } from "./initializers.ts";
import type { ParameterSpec } from "./layer.ts";
import { checkRegularization, type Regularization } from "./regularization.ts";

/** Of a layer with weights and biases. */
export interface WeightOptions {
  /** Default `heNormal()`, which suits relu and its like; for tanh and sigmoid take `glorotUniform()`. */
  readonly weightInit?: Initializer | undefined;
  /** Whether there is one. Default true. */
  readonly bias?: boolean | undefined;
  /** Default `zeros()`. */
  readonly biasInit?: Initializer | undefined;
  /** What is added to the loss for the size of the parameters. Default: nothing. */
  readonly regularization?:
    | { readonly weight?: Regularization | undefined; readonly bias?: Regularization | undefined }
    | undefined;
}

/**
 * What a layer with a weight and, unless `bias` is false, a bias says of them, given their shapes.
 * @param owner whose options they are: error messages start with it
 * @throws TypeError or RangeError for an initializer that is none, a `bias` that is not true or false, options of a
 *   bias that there is none of, or a factor of `regularization` that is no number ≥ 0.
 */
export function weightSpecs(
  owner: string,
  { weightInit = heNormal(), bias = true, biasInit, regularization = {} }: WeightOptions,
): (weight: Shape, bias: Shape) => Readonly<Record<string, ParameterSpec>> {
  const initialize = initializerOf(owner, "weightInit", weightInit);
  checkBoolean(owner, "bias", bias);
  const initializeBias = initializerOf(owner, "biasInit", biasInit === undefined ? zeros() : biasInit);
  checkRegularizations(owner, regularization, ["weight", "bias"]);
  if (!bias && (biasInit !== undefined || regularization.bias !== undefined)) {
    const option = biasInit === undefined ? "regularization.bias" : "biasInit";
    throw new RangeError(`${owner}: ${option} is of a bias, and there is none: bias is false`);
  }
  return (shape, biasShape) => ({
    weight: { shape, initialize, role: "weight", regularization: regularization.weight },
    ...(bias && {
      bias: { shape: biasShape, initialize: initializeBias, role: "bias", regularization: regularization.bias },
    }),
  });
}

/**
 * The initializer, which throws a TypeError if it turns out to be what makes one: `heNormal` itself would leave zeros.
 * @throws TypeError for something that is no function
 */
export function initializerOf(owner: string, option: string, value: Initializer): Initializer {
  const wanted = "an initializer such as heNormal()";
  if (typeof value !== "function") refuse(owner, option, wanted, value);
  return (values, shape, random) => {
    const made: unknown = value(values, shape, random);
    if (typeof made === "function") refuse(owner, option, wanted, value);
  };
}

/** Of each parameter by its name. @throws TypeError or RangeError for another name, or factors that are none */
export function checkRegularizations(owner: string, given: object, parameters: readonly string[]): void {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    refuse(owner, "regularization", "an object", given);
  for (const [name, regularization] of Object.entries(given)) {
    if (!parameters.includes(name))
      throw new RangeError(`${owner}: unknown option "regularization.${name}" (it has ${parameters.join(", ")})`);
    if (regularization === undefined) continue;
    if (typeof regularization !== "object" || regularization === null)
      refuse(owner, `regularization.${name}`, "an object with l1 and l2", regularization);
    checkRegularization(`${owner}: regularization.${name}`, regularization);
  }
}
