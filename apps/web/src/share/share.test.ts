import { describe, expect, test } from "vitest";
import { curve } from "../race/curve.ts";
import { defaultRace } from "../race/default.ts";
import { laneOf } from "../race/state.ts";
import { csvOf } from "./csv.ts";
import { linkOf, readLink } from "./link.ts";
import { proofOf, seenOf } from "./proof.ts";
import { installLine, runSnippet, useSnippet } from "./snippet.ts";

const shared = { race: defaultRace, at: 40, seen: [{ losses: [[0, 1.25]], hash: "é" }] } as const;

test("a link says what was put into it, in letters that no address changes", () => {
  const link = linkOf(shared);
  expect(link).toMatch(/^race=[\w-]+$/);
  expect(readLink(`#${link}`)).toEqual(shared);
  expect(readLink("")).toBeNull();
  expect(readLink("#elsewhere")).toBeNull();
});

const changed = (change: object) => linkOf({ ...shared, ...change } as never);
const ofRace = (change: object) => changed({ race: { ...defaultRace, ...change } });

test.each([
  ["race=%%%", /cut or changed/],
  ["race=", /cut or changed/],
  [linkOf(shared).slice(0, -9), /cut or changed/],
  [`race=${btoa("17")}`, /no race/],
  [changed({ version: 9 }), /version 9/],
  [changed({ race: null }), /no race/],
  [changed({ at: -1 }), /step is -1/],
  [changed({ seen: [{}] }), /seen/],
  [ofRace({ problem: "x" }), /problem/],
  [ofRace({ entries: [] }), /1 to 24 optimizers/],
  [ofRace({ entries: [{ optimizer: 3 }] }), /1 to 24 optimizers/],
  [ofRace({ target: "low" }), /finish/],
  [ofRace({ budget: 1e12 }), /1000000000000 steps/],
])("%s is refused, and it says why", (link, message) => {
  expect(() => readLink(link)).toThrow(message);
});

function grown(losses: readonly number[]) {
  const made = curve();
  made.append(
    Uint32Array.from(losses, (_, i) => i),
    Float64Array.from(losses),
    Float64Array.from(losses),
  );
  return made;
}

describe("what is replayed", () => {
  const losses = Array.from({ length: 300 }, (_, i) => 1 / (i + 1));
  const seen = seenOf(grown(losses), 250, "abc");
  const replay = (other: readonly number[], hash = "abc") =>
    proofOf([{ name: "Adam", curve: grown(other), hash, seen }]);

  test("is checked at a few places, the last one among them", () => {
    expect(seen.losses.length).toBeLessThanOrEqual(16);
    expect(seen.losses.at(-1)).toEqual([250, 1 / 251]);
  });
  test("is the same", () => {
    expect(replay(losses)).toBe("reproduced exactly");
  });
  test("differs from a step on", () => {
    expect(replay(losses.map((loss, i) => (i > 100 ? loss + 1e-16 : loss)))).toMatch(/Adam differs by step \d+/);
    expect(replay(losses.slice(0, 200))).toMatch(/Adam differs by step/);
    expect(replay(losses, "abd")).toMatch(/weights of Adam differ/);
  });
});

test("the CSV has every number in full, up to where it is looked at", () => {
  const lane = {
    ...laneOf({ optimizer: "lookahead(adam)", hyper: { lr: 0.1, beta1: 0.9 } }, 0),
    curve: grown([0.1 + 0.2, 0.25, 0.125]),
  };
  expect(csvOf([lane], "accuracy", 1)).toBe(
    "optimizer,hyperparameters,evaluations,loss,accuracy\nlookahead(adam),lr=0.1 beta1=0.9,0,0.30000000000000004,0.30000000000000004\nlookahead(adam),lr=0.1 beta1=0.9,1,0.25,0.25\n",
  );
});

test("what is installed and imported is named after the optimizer and its wrappers", () => {
  const entry = { optimizer: "lookahead(clip(schedule-free-sgd))", hyper: { lr: 0.1 } };
  expect(installLine(entry)).toBe("npm install @downhill/lookahead @downhill/plugin @downhill/schedule-free-sgd");
  expect(useSnippet(entry).split("\n")).toEqual([
    'import { lookahead } from "@downhill/lookahead";',
    'import { clip } from "@downhill/plugin";',
    'import { scheduleFreeSgd } from "@downhill/schedule-free-sgd";',
    "",
    "// parameters: { w: { value: Float32Array, grad: Float32Array }, … }",
    "const optimizer = lookahead(clip(scheduleFreeSgd))(parameters, { lr: 0.1 });",
    "optimizer.step(); // reads grad, moves value",
  ]);
  const { entries: _, ...course } = defaultRace;
  expect(runSnippet(course, entry, 40)).toContain("  hyper: { lr: 0.1 },\n  seed: 0,");
});
