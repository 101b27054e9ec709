import { optimizers } from "@downhill/catalog";
import { fit } from "@downhill/core";
import { nnfs } from "@downhill/problems";
import { expect, test } from "vitest";
import { EntrantError, lockstep } from "./lockstep.ts";

test("each entrant trains as it would alone, by `fit`", () => {
  const entrants = [
    { name: "adam", lr: 0.02 },
    { name: "sgd", lr: 1 },
  ] as const;
  const standings = [...lockstep({ seed: 5, epochs: 20, entrants })];
  for (const [i, { name, lr }] of entrants.entries()) {
    const { model, loss, x, y } = nnfs({ seed: 5, matmulPrecision: "float32" });
    const alone = fit(model, { x, y }, { loss, optimizer: optimizers[name](model.parameters(), { lr }), epochs: 20 });
    expect(standings.map((row) => row[i]!.loss)).toEqual(alone.loss);
    expect(standings.map((row) => row[i]!.accuracy)).toEqual(alone.accuracy);
  }
  expect(standings[0]![0]).toEqual(standings[0]![1]);
  expect(standings[19]![0]).not.toEqual(standings[19]![1]);
});

test("what has diverged stays so, and holds up nobody", () => {
  const entrants = [
    { name: "sgd", lr: 1e30 },
    { name: "adam", lr: 0.02 },
  ];
  const last = [...lockstep({ seed: 0, epochs: 10, entrants })].at(-1)!;
  expect(last[0]).toEqual({ loss: null, accuracy: null });
  expect(last[1]!.loss).toBeLessThan(1.1);
});

test.each([
  [{ name: "adam", lr: -1 }, /^adam: lr must be .*-1/],
  [{ name: "sgd", lr: Number.NaN }, /^sgd: lr must be .*NaN/],
  [{ name: "adma", lr: 1 }, /no optimizer of that name in the catalog: adma/],
])("%j is refused before anything is trained", (entrant, message) => {
  const race = lockstep({ seed: 0, epochs: 5, entrants: [{ name: "sgd", lr: 1 }, entrant] });
  expect(() => race.next()).toThrow(message);
  const again = lockstep({ seed: 0, epochs: 5, entrants: [entrant] });
  expect(() => again.next()).toThrow(EntrantError);
});
