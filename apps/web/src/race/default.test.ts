import { spiral } from "@downhill/problems/planes";
import { expect, test } from "vitest";
import { factsOf } from "../lanes/facts.ts";
import { lane } from "../lanes/lane.ts";
import { surroundings } from "../lanes/names.ts";
import { defaultRace, defaultWords, isTuned } from "./default.ts";
import { specOf } from "./race.ts";
import { wordsOf } from "./words.ts";

test("what the first paint says of the first race is what the worker says of it", () => {
  const begun = lane(specOf(defaultRace, defaultRace.entries[0]!), surroundings);
  const facts = factsOf(1, defaultRace, spiral, begun.now);
  expect(wordsOf(defaultRace, defaultWords)).toEqual(wordsOf(defaultRace, facts));
  expect(Math.abs(facts.start - defaultWords.start)).toBeLessThan(1e-3);
  expect(isTuned(defaultRace, defaultRace.entries)).toBe(true);
  begun.dispose();
});

test("its finish is the last of its problem's targets", () => {
  expect(defaultRace.target).toBe(spiral.targets.at(-1)!.loss);
});
