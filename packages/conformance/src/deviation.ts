import type { FloatArray, NamedParameters, Parameter, Plugin, Role } from "@downhill/plugin";
import { type GoldenCase, objectiveOf } from "./golden.ts";

type FloatType = Float32ArrayConstructor | Float64ArrayConstructor;

/** How an optimizer's run compares with a golden case. */
export interface Comparison {
  /** The largest element-scaled deviation; Infinity where something is NaN. */
  readonly deviation: number;
  /** Where that was, and what was computed there. */
  readonly where: string;
  /** How often the case's function was evaluated. */
  readonly evaluations: number;
}

/**
 * The largest deviation of `plugin` from a golden case, relative to the largest magnitude that each element has had:
 * elements pass near zero, and tensors mix 1e4 with 1e-8. Infinity where something is NaN or, in float64, where the
 * function was evaluated more or less often than by the reference.
 */
export function deviation(
  plugin: Plugin,
  example: GoldenCase,
  type: FloatType,
  backend: "auto" | "simd" | "portable" = "auto",
): number {
  const { deviation, evaluations } = compare(plugin, example, type, backend);
  const counted = example.functionEvals?.at(-1) ?? evaluations;
  return type === Float64Array && counted !== evaluations ? Infinity : deviation;
}

/** Takes a golden case's steps, and compares the weights, and those to evaluate with, after each. */
export function compare(
  plugin: Plugin,
  example: GoldenCase,
  type: FloatType,
  backend: "auto" | "simd" | "portable" = "auto",
): Comparison {
  const { params, steps, lr, grads, losses, trajectory, evalTrajectory, evalFrom = 0 } = example;
  const parameters = parametersOf(example, type);
  let step = 0;
  const optimizer = plugin(parameters, hyperOf(example), { backend, ...givenOf(example, () => step) });
  const evaluate = evaluateOf(example, parameters);
  const scales = params.map(({ init }) => init.map(Math.abs));
  let worst = 0;
  let where = "nowhere";
  const look = (p: number, values: FloatArray, expected: readonly number[], step: number, what: string) => {
    for (let i = 0; i < expected.length; i++) {
      const scale = Math.max(scales[p]![i]!, Math.abs(expected[i]!));
      scales[p]![i] = scale;
      const error = Math.abs(values[i]! - expected[i]!);
      // Not Math.max(worst, error / scale): that would lose a NaN's meaning, and 0 / 0 is agreement.
      if (error <= worst * scale) continue;
      worst = Number.isNaN(error) ? Infinity : error / scale;
      where = `step ${step + 1}, ${what}${params[p]!.name}[${i}]: ${values[i]} for ${expected[i]}`;
    }
  };
  for (; step < steps && worst < Infinity; step++) {
    if (lr) optimizer.hyper.lr = lr[step]!;
    if (evaluate) optimizer.step(evaluate);
    else {
      for (const [p, { name }] of params.entries()) parameters[name]!.grad.set(grads![step]![p]!);
      optimizer.step(undefined, losses?.[step]);
    }
    for (const [p, { name }] of params.entries())
      look(p, parameters[name]!.value, trajectory[step]![p]!, step, "value of ");
    if (!evalTrajectory || step < evalFrom) continue;
    const weights = optimizer.weights();
    for (const [p, { name }] of params.entries())
      look(p, weights[name]!, evalTrajectory[step]![p]!, step, "weights() of ");
  }
  const { evaluations } = optimizer;
  optimizer.dispose();
  return { deviation: worst, where, evaluations };
}

function parametersOf({ params }: GoldenCase, type: FloatType): Record<string, Parameter> {
  return Object.fromEntries(
    params.map(({ init, name, shape, outputAxis, role }) => [
      name,
      {
        value: type.from(init),
        grad: new type(init.length),
        shape,
        ...(outputAxis !== undefined && { outputAxis }),
        ...(role !== undefined && { role: role as Role }),
      },
    ]),
  );
}

/** Infinities are text in JSON; what imported JSON has as undefined is what other cases have. */
function hyperOf({ hyper }: GoldenCase): Record<string, number> {
  const given = Object.entries(hyper).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, Number(value)]));
}

/** What the reference was given beside gradients, or drew: the numbers of the present step. */
function givenOf({ params, probes, hessian, hessianSteps }: GoldenCase, step: () => number) {
  const of = (name: string) => params.findIndex((param) => param.name === name);
  return {
    ...(probes && { random: (name: string) => probes[step()]![of(name)]! }),
    ...(hessian && { hessian: (name: string) => hessian[hessianSteps!.indexOf(step())]![of(name)]! }),
  };
}

/** Fills the gradients with the case's function's, and returns its value; undefined where the case has gradients. */
function evaluateOf(example: GoldenCase, parameters: NamedParameters): (() => number) | undefined {
  const f = objectiveOf(example);
  if (f === undefined) return undefined;
  const arrays = example.params.map(({ name }) => parameters[name]!);
  return () => {
    const x = arrays.flatMap(({ value }) => [...value]);
    const gradient = x.map(() => 0);
    const value = f(x, gradient);
    let at = 0;
    for (const { grad } of arrays) {
      for (let i = 0; i < grad.length; i++) grad[i] = gradient[at + i]!;
      at += grad.length;
    }
    return value;
  };
}
