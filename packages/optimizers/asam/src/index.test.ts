import { sam, sgd } from "@downhill/catalog";
import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/asam.json" with { type: "json" };
import type { Parameter, Plugin } from "@downhill/plugin";
import { expect, test } from "vitest";
import { asam } from "./index.ts";

conformance(asam(sgd), {
  coupled: "the climb is along the gradient of all parameters, of norm ρ",
  scratch: 1,
  identities: [{ name: "with ρ = 0 it is its inner optimizer", hyper: { rho: 0 }, with: sgd }],
});
trajectories(asam(sgd), golden);

/** Where the second gradient was asked for, of two parameters of values and gradients 3 and 4. */
function climbed(facts: Partial<Parameter>, names: readonly [string, string], plugin: Plugin = asam(sgd)) {
  const make = (x: number) => ({ ...facts, value: Float64Array.of(x), grad: Float64Array.of(x) });
  const [one, other] = [make(3), make(4)];
  const seen: number[][] = [];
  const optimizer = plugin(
    { [names[0]]: one, [names[1]]: other },
    { lr: 0, rho: 0.5, ...(plugin.hyper.eta && { eta: 1 }) },
  );
  optimizer.step(() => {
    seen.push([one.value[0]!, other.value[0]!]);
    return 0;
  });
  expect([one.value[0], other.value[0]]).toEqual([3, 4]);
  return seen[1]!;
}

test("climbs relative to |w| + η where a role or a name says that it is a weight, else as SAM does", () => {
  const norm = Math.hypot(4 * 3, 5 * 4);
  const scaled = [3 + (0.5 * 4 * 4 * 3) / norm, 4 + (0.5 * 5 * 5 * 4) / norm];
  const plain = climbed({}, ["a", "b"], sam(sgd) as never);
  const close = (found: number[], wanted: number[]) => {
    for (const [i, x] of wanted.entries()) expect(found[i]).toBeCloseTo(x, 12);
  };
  close(climbed({}, ["a.weight", "weight"]), scaled);
  for (const role of ["weight", "embedding"] as const) close(climbed({ role }, ["a", "b"]), scaled);
  for (const role of ["bias", "scale"] as const) close(climbed({ role }, ["a.weight", "weight"]), plain);
  close(climbed({}, ["a", "b"]), plain);
});

test("does not climb where the gradient is zero, and stays finite", () => {
  const w = { value: Float32Array.of(0, 1), grad: Float32Array.of(0, 0), role: "weight" as const };
  const optimizer = asam(sgd)({ w });
  optimizer.step(() => 0);
  expect([...w.value]).toEqual([0, 1]);
  expect(optimizer.evaluations).toBe(2);
  for (const g of [1e-38, 1e-45, 1e30]) {
    w.grad.fill(g);
    optimizer.step(() => 0);
    expect(w.value.every(Number.isFinite), `${g}`).toBe(true);
  }
});
