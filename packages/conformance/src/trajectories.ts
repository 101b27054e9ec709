import type { NamedParameters, Plugin } from "@downhill/plugin";
import { describe, expect, it } from "vitest";

/** What a reference implementation computed in float64, step by step; see golden/generate.py. */
export interface Golden {
  readonly optimizer: string;
  readonly cases: readonly GoldenCase[];
}

interface GoldenCase {
  readonly id: string;
  readonly reference: string;
  readonly hyper: Readonly<Record<string, number>>;
  readonly params: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly init: readonly number[];
  }[];
  readonly steps: number;
  /** The learning rate at each step, where it changes. */
  readonly lr?: readonly number[] | undefined;
  /** By step, then by parameter. */
  readonly grads: readonly (readonly (readonly number[])[])[];
  readonly trajectory: readonly (readonly (readonly number[])[])[];
  /** Where the reference itself is less certain than `tolerance` below. */
  readonly tolerance?: number | undefined;
}

/** Relative to the largest magnitude that the element has had: elements pass near zero, tensors mix 1e4 with 1e-8. */
const tolerance = 1e-10;
const float32Tolerance = 2e-5;

/** Tests that `plugin` follows its reference in float64, and stays near it in float32. */
export function trajectories(plugin: Plugin, golden: Golden): void {
  describe(`${plugin.name} follows its reference`, () => {
    it("has golden cases of its own", () => {
      expect(golden.optimizer).toBe(plugin.name);
      expect(golden.cases.length).toBeGreaterThan(0);
    });
    for (const example of golden.cases) {
      it(`${example.reference}: ${example.id}`, () => {
        expect(deviation(plugin, example, Float64Array)).toBeLessThan(example.tolerance ?? tolerance);
        expect(deviation(plugin, example, Float32Array)).toBeLessThan(float32Tolerance);
      });
    }
  });
}

/** The largest element-scaled deviation from the case's trajectory. */
function deviation(
  plugin: Plugin,
  example: GoldenCase,
  type: Float32ArrayConstructor | Float64ArrayConstructor,
): number {
  const parameters: NamedParameters = Object.fromEntries(
    example.params.map(({ name, shape, init }) => [
      name,
      { value: type.from(init), grad: new type(init.length), shape },
    ]),
  );
  const optimizer = plugin(parameters, example.hyper);
  const scales = example.params.map(({ init }) => init.map(Math.abs));
  let worst = 0;
  for (let step = 0; step < example.steps; step++) {
    if (example.lr) optimizer.hyper.lr = example.lr[step]!;
    for (const [p, { name }] of example.params.entries()) parameters[name]!.grad.set(example.grads[step]![p]!);
    optimizer.step();
    example.params.forEach(({ name }, p) => {
      const { value } = parameters[name]!;
      example.trajectory[step]![p]!.forEach((expected, i) => {
        const scale = Math.max(scales[p]![i]!, Math.abs(expected));
        scales[p]![i] = scale;
        const error = Math.abs(value[i]! - expected);
        // Not Math.max(worst, error / scale): that would lose a NaN's meaning, and 0 / 0 is agreement.
        if (!(error <= worst * scale)) worst = error / scale;
      });
    });
    if (Number.isNaN(worst)) return Infinity;
  }
  return worst;
}
