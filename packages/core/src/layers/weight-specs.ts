import { checkBoolean, refuse } from "@downhill/optimizer/arguments";
import { heNormal, type Initializer, zeros } from "../initializers.ts";
import { checkRegularization } from "../regularization.ts";
import type { Shape } from "../tensor.ts";
import type { WeightOptions } from "./dense.ts";
import type { ParameterSpec } from "./layer.ts";

/**
 * What a layer with a weight and, unless `bias` is false, a bias says of them, given their shapes.
 * @param owner whose options they are: error messages start with it
 * @throws TypeError or RangeError for an initializer that is no function, a `bias` that is not true or false, options of a
 *   bias that there is none of, or a factor of `regularization` that is no number ≥ 0.
 */
export function weightSpecs(
  owner: string,
  { weightInit = heNormal(), bias = true, biasInit, regularization = {} }: WeightOptions,
): (weight: Shape, bias: Shape) => Readonly<Record<string, ParameterSpec>> {
  checkInitializer(owner, "weightInit", weightInit);
  checkBoolean(owner, "bias", bias);
  if (biasInit !== undefined) checkInitializer(owner, "biasInit", biasInit);
  checkRegularizations(owner, regularization, ["weight", "bias"]);
  if (!bias && (biasInit !== undefined || regularization.bias !== undefined)) {
    const option = biasInit === undefined ? "regularization.bias" : "biasInit";
    throw new RangeError(`${owner}: ${option} is of a bias, and there is none: bias is false`);
  }
  return (shape, biasShape) => ({
    weight: { shape, initialize: weightInit, role: "weight", regularization: regularization.weight },
    ...(bias && {
      bias: { shape: biasShape, initialize: biasInit ?? zeros(), role: "bias", regularization: regularization.bias },
    }),
  });
}

/** @throws TypeError for something that is no function */
export function checkInitializer(owner: string, option: string, value: Initializer): void {
  if (typeof value !== "function") refuse(owner, option, "an initializer such as heNormal()", value);
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
