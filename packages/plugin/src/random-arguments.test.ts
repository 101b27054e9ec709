import { expect, it } from "vitest";
import { checkRandom, numpyRandom, streamOf } from "./random.ts";

it.each([null, "", "0", [], true, {}, NaN, -1, 0.5, 2 ** 32, 1n])("no seed is %s", (seed) => {
  const message = "seed must be a whole number from 0 to 4294967295, got ";
  expect(() => numpyRandom(seed as number)).toThrow(`numpyRandom: ${message}`);
  expect(() => streamOf("spiral", { seed: seed as number })).toThrow(`spiral: ${message}`);
});

it.each([null, "", 0, [], {}, true, () => 0])("no stream is %s", (random) => {
  expect(() => checkRandom("dense", random)).toThrow("dense: random must be a stream");
  expect(() => streamOf("dense", { random: random as never })).toThrow("dense: random must be a stream");
});

it("seed 0 is what is drawn from where none is given", () => {
  expect(streamOf("x", {}).normal()).toBe(numpyRandom(0).normal());
  expect(streamOf("x", { seed: undefined, random: undefined }).normal()).toBe(numpyRandom().normal());
});

it.each([null, undefined, 5, "state", [], {}])("no state is %s", (state) => {
  const random = numpyRandom(3);
  expect(() => random.load(state as never)).toThrow("numpyRandom: key must be 624 whole numbers");
  expect(random.normal()).toBe(numpyRandom(3).normal());
});
