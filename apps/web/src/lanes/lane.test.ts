import { parse } from "@downhill/catalog";
import type { Problem } from "@downhill/problems";
import { selfContained } from "@downhill/problems/self-contained";
import { type RunSpec, runToEnd, type Surroundings } from "@downhill/runs/run";
import { describe, expect, test } from "vitest";
import { planes } from "../planes/planes.ts";
import { checkpoints } from "./checkpoints.ts";
import { field } from "./field.ts";
import { lane } from "./lane.ts";
import type { Course } from "./protocol.ts";

const surroundings: Surroundings = {
  optimizers: parse,
  problems: { ...selfContained, ...planes } as Record<string, Problem>,
};

const spec = (fields: Partial<RunSpec>): RunSpec => ({
  ...{ version: 1, problem: { name: "moons" }, optimizer: "adam", seed: 0, budget: 400, hyper: { lr: 0.02 } },
  ...fields,
});

const specs = [
  spec({}),
  spec({ problem: { name: "spiral", options: { samplesPerClass: 20 } } }),
  spec({ problem: { name: "circles", options: { samplesPerClass: 20, layers: 3, activation: 1, batchSize: 8 } } }),
  spec({ optimizer: "sam(sgd)", hyper: { lr: 0.1 } }),
  spec({ problem: { name: "rosenbrock" }, optimizer: "lbfgs", hyper: {} }),
  spec({ problem: { name: "rosenbrock" }, optimizer: "sgd", hyper: { lr: 0.004 } }),
];

describe.each(specs.map((each) => [`${each.problem.name}, ${each.optimizer}`, each]))("%s", (_, given) => {
  test("goes to any place in any order, and is there what it was the first time", () => {
    const first = lane(given, surroundings);
    const places = [399, 3, 250, 251, 16, 15, 0, 400, 128, 129, 127];
    const hashes = new Map<number, string>();
    for (let at = 0; at <= given.budget; at++) {
      while (first.step(at));
      if (places.includes(at)) hashes.set(at, first.now.hash());
    }
    expect(new Set(hashes.values()).size).toBeGreaterThan(1);
    const points = first.take();
    for (const at of places) {
      first.rewind(at);
      while (first.step(at));
      expect(first.now.hash(), `at ${at}`).toBe(hashes.get(at));
    }
    // What has been told is not told again.
    expect(first.take()).toEqual([]);
    expect(points.map(({ evaluations }) => evaluations)).toEqual([
      ...new Set(points.map((point) => point.evaluations)),
    ]);
    first.dispose();
  });

  test("ends where the run ends", () => {
    const whole = lane(given, surroundings);
    while (whole.step(given.budget));
    const { hash, diverged } = runToEnd(given, surroundings);
    expect(whole.diverged?.step ?? null).toBe(diverged);
    if (diverged === null) expect(whole.now.hash()).toBe(hash);
    whole.dispose();
  });
});

test("checkpoints stay few, and reach as far back as there is", () => {
  const saved = checkpoints(16);
  let count = 0;
  for (let steps = 0; steps < 100_000; steps++) {
    if (!saved.due(steps)) continue;
    saved.add({ steps, evaluations: steps } as never);
    count++;
  }
  expect(count).toBeLessThan(1200);
  expect(saved.before(0)?.steps).toBe(0);
  expect(saved.before(50_000)!.steps).toBeGreaterThan(50_000 - 1100);
  expect(saved.before(99_999)!.steps).toBeGreaterThan(99_999 - 1100);
});

const course: Course = { problem: { name: "spiral" }, seed: 0, precision: "float32", budget: 300, target: null };
const never = () => false;

test("a newcomer is replayed to where the others are, before these go on", () => {
  const race = field(course);
  race.enter([{ id: 1, optimizer: "adam", hyper: {} }], surroundings);
  race.advance(40, never);
  race.frames();
  race.enter(
    [
      { id: 1, optimizer: "adam", hyper: {} },
      { id: 2, optimizer: "lion", hyper: {} },
    ],
    surroundings,
  );
  let left = 10;
  expect(race.advance(60, () => --left <= 0)).toBe(false);
  expect([race.at, race.lanes.get(1)!.now.evaluations, race.lanes.get(2)!.now.evaluations]).toEqual([40, 40, 10]);
  expect(race.advance(60, never)).toBe(true);
  expect(race.at).toBe(60);
  const frames = race.frames();
  expect(frames.map(({ points }) => points.evaluations.length)).toEqual([20, 61]);
  expect(race.lanes.get(2)!.now.hash()).toBe(
    runToEnd(spec({ problem: course.problem, optimizer: "lion", hyper: {}, budget: 60 }), surroundings).hash,
  );
  race.dispose();
});

test("on to where it has been before it goes from the nearest place, and is there what it was", () => {
  const race = field(course);
  race.enter([{ id: 1, optimizer: "adam", hyper: {} }], surroundings);
  race.advance(200, never);
  const { now } = race.lanes.get(1)!;
  const hash = now.hash();
  race.advance(3, never);
  let steps = 0;
  const counted = () => ++steps < 0;
  expect(race.advance(200, counted, true)).toBe(true);
  expect([race.at, race.lanes.get(1)!.now.hash()]).toEqual([200, hash]);
  expect(steps).toBeLessThan(20);
  race.dispose();
});

test("who cannot enter keeps nobody out who is there", () => {
  const race = field(course);
  const adam = { id: 1, optimizer: "adam", hyper: {} };
  race.enter([adam], surroundings);
  race.advance(5, never);
  expect(() => race.enter([adam, { id: 2, optimizer: "adam", hyper: { lr: -1 } }], surroundings)).toThrow(/lr.*-1/);
  expect([...race.lanes.keys()]).toEqual([1]);
  expect(race.advance(8, never)).toBe(true);
  race.dispose();
});
