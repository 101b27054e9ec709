import type { FloatArray } from "@downhill/plugin";
import { checkNumber, checkOptions, type Domain, isList, refuse } from "@downhill/plugin/arguments";
import { ops } from "@downhill/plugin/engine";

/** How gradients are limited before a step: by their common Euclidean norm, or each by its magnitude. */
export type Clip =
  | { readonly norm: number; readonly value?: undefined }
  | { readonly value: number; readonly norm?: undefined };

const LIMIT: Domain = { words: "a number > 0", has: (x) => x > 0 };

type Gradients = Readonly<Record<string, { readonly grad: FloatArray }>>;

/**
 * Scales all gradients by one factor, max / (norm + 1e-6), if that is below 1, and returns the norm that they had
 * together: √Σg², summed in float64. A norm that is not finite leaves them alone, so that the optimizer sees them as
 * they are. As `torch.nn.utils.clip_grad_norm_`, which multiplies by 0 or NaN then.
 * @throws RangeError or TypeError for a `max` that is not a number > 0, TypeError for something else than parameters.
 * Source: Pascanu, Mikolov & Bengio 2013, Algorithm 1.
 */
export function clipNorm(parameters: Gradients, max: number): number {
  checkNumber("clipNorm", "max", max, LIMIT);
  checkGradients("clipNorm", parameters);
  let sum = 0;
  for (const name in parameters) {
    const { grad } = parameters[name]!;
    sum += ops.dot(grad, grad);
  }
  const norm = Math.sqrt(sum);
  const factor = max / (norm + 1e-6);
  if (factor < 1 && Number.isFinite(norm))
    for (const name in parameters) {
      const { grad } = parameters[name]!;
      ops.map(({ grad }, { factor }) => ({ grad: grad * factor }), { grad }, { factor });
    }
  return norm;
}

/**
 * Limits each element of the gradients to [-max, max]; NaN stays. As `torch.nn.utils.clip_grad_value_`.
 * @throws RangeError or TypeError for a `max` that is not a number > 0, TypeError for something else than parameters.
 */
export function clipValue(parameters: Gradients, max: number): void {
  checkNumber("clipValue", "max", max, LIMIT);
  checkGradients("clipValue", parameters);
  for (const name in parameters) {
    const { grad } = parameters[name]!;
    ops.map(({ grad }, { max }) => ({ grad: Math.min(Math.max(grad, -max), max) }), { grad }, { max });
  }
}

/** @throws TypeError for anything but an object of parameters, each with an array of gradients. */
function checkGradients(owner: string, parameters: Gradients): void {
  const wanted = "an object of parameters, each with its grad";
  if (typeof parameters !== "object" || parameters === null || isList(parameters)) {
    refuse(owner, "parameters", wanted, parameters);
  }
  for (const name in parameters) {
    const grad: unknown = Object(parameters[name]).grad;
    if (!ArrayBuffer.isView(grad)) refuse(owner, `parameters.${name}.grad`, "a typed array", grad);
  }
}

/** @throws RangeError or TypeError unless `clip` is one of its two kinds. */
export function checkClip(owner: string, clip: Clip): void {
  checkOptions(`${owner}: clip`, clip, ["norm", "value"]);
  const { norm, value } = clip;
  if ((norm === undefined) === (value === undefined)) {
    throw new RangeError(`${owner}: clip must be { norm } or { value }, got { ${Object.keys(clip).join(", ")} }`);
  }
  if (norm !== undefined) checkNumber(owner, "clip.norm", norm, LIMIT);
  else checkNumber(owner, "clip.value", value, LIMIT);
}
