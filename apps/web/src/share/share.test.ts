import { describe, expect, test } from "vitest";
import type { Facts } from "../lanes/protocol.ts";
import { curve } from "../race/curve.ts";
import { defaultRace } from "../race/default.ts";
import { laneOf } from "../race/state.ts";
import { csvOf } from "./csv.ts";
import { linkOf, readLink } from "./link.ts";
import { proofOf, seenOf, witnessOf } from "./proof.ts";
import { installLine, installLineOf, runSnippet, useSnippet } from "./snippet.ts";

const shared = {
  ...{ race: defaultRace, at: 40, seen: [{ trail: "AbC", hash: "é" }] },
  witness: { trail: "xyz", code: "worker.js", portable: false },
} as const;

const surface = { id: "beale", start: [0.1, -3], steps: 300, rates: "best" } as const;

test("a link says what was put into it, in letters that no address changes", () => {
  const link = linkOf(shared);
  expect(link).toMatch(/^race=[\w-]+$/);
  expect(readLink(`#${link}`)).toEqual(shared);
  expect(readLink(linkOf({ ...shared, surface }))).toEqual({
    ...shared,
    surface,
  });
  expect(readLink("")).toBeNull();
  expect(readLink("#elsewhere")).toBeNull();
});

const changed = (change: object) => linkOf({ ...shared, ...change } as never);
const ofSurface = (change: object) => changed({ surface: { ...surface, ...change } });
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
  [changed({ witness: undefined }), /seen/],
  [ofRace({ problem: "x" }), /problem/],
  [ofRace({ entries: [] }), /1 to 24 optimizers/],
  [ofRace({ entries: [{ optimizer: 3 }] }), /1 to 24 optimizers/],
  [ofRace({ target: "low" }), /finish/],
  [ofRace({ budget: 1e12 }), /1000000000000 steps/],
  [changed({ surface: [] }), /no function/],
  [ofSurface({ start: [1, "2"] }), /start at \[1,"2"\]/],
  [ofSurface({ start: [1, 2e6] }), /start at \[1,2000000\]/],
  [ofSurface({ steps: 0 }), /0 steps/],
  [ofSurface({ rates: "all" }), /rates are "all"/],
])("%s is refused, and it says why", (link, message) => {
  expect(() => readLink(link)).toThrow(message);
});

function grown(losses: readonly number[]) {
  const made = curve(null);
  made.append(
    Uint32Array.from(losses, (_, i) => i),
    Float64Array.from(losses),
    Float64Array.from(losses),
  );
  return made;
}

describe("what is replayed", () => {
  const here = { code: "worker.js", portable: null } as Facts;
  const [adam, sgd] = [0, 1].map((lane) => Array.from({ length: 6001 }, (_, i) => 1 / (i + 1 + lane))) as Losses;
  type Losses = [number[], number[]];

  const trails = new Map([adam, sgd].map((losses) => [losses, grown(losses).trail]));
  const trailOf = (losses: number[]) => trails.get(losses) ?? grown(losses).trail;

  /** What is said of those losses, where the others had been shared at that step. */
  function said(other: Losses, { at = 5000, hash = "abc", facts = here } = {}): string {
    const trails = [adam, sgd].map(trailOf);
    const again = other.map(trailOf);
    const lanes = again.map((trail, i) => {
      return { name: ["Adam", "SGD"][i]!, trail, hash, seen: seenOf(trails[i]!, at, "abc") };
    });
    return proofOf(lanes, at, witnessOf(trails, at, here), facts);
  }
  const from = (step: number, losses = adam) => losses.map((loss, i) => (i >= step ? loss * (1 + 2 ** -52) : loss));

  test("is the same, whatever comes after", () => {
    expect(said([adam, sgd])).toBe("reproduced exactly");
    expect(said([from(5001), sgd.slice(0, 5001)])).toBe("reproduced exactly");
    expect(said([adam, sgd], { at: 0 })).toBe("reproduced exactly");
  });

  test("differs from a step on, which is named, and never one before it", () => {
    const steps = Array.from({ length: 100 }, (_, i) => 1 + 20 * i);
    const named = steps.map((step) => {
      return Number(
        /^not reproduced: Adam differs from step ([\d\s]+) on\./.exec(said([from(step), sgd]))![1]!.replace(/\D/g, ""),
      );
    });
    expect(named.every((name, i) => name >= steps[i]! && name <= steps[i]! + 3)).toBe(true);
    // A letter is one of 64.
    expect(named.filter((name, i) => name === steps[i]).length).toBeGreaterThan(90);
    expect(said([from(0), sgd])).toMatch(/Adam differs from the start on/);
    expect(said([from(20), sgd], { at: 20 })).toMatch(/Adam differs from step 20 on/);
    expect(said([from(3001), sgd])).toMatch(/Adam differs from a step after 3\D000, at most 3\D008, on/);
    expect(said([from(40), from(50, sgd)])).toMatch(/Adam and SGD differ, the first from step 40 on/);
  });

  test("differs in its weights alone", () => {
    expect(said([adam, sgd], { hash: "abd" })).toMatch(/the weights of Adam and SGD differ, though/);
  });

  test("differs for a reason, where it is known", () => {
    const why = (facts: Partial<Facts>) => said([from(9), sgd], { facts: { ...here, ...facts } });
    expect(why({ code: "worker-2.js" })).toMatch(/another version/);
    expect(why({ portable: "forbidden" })).toMatch(/with WebAssembly, and this is without/);
    expect(why({})).toMatch(/this very version/);
  });
});

test("the CSV has every number in full, up to where it is looked at", () => {
  const lane = {
    ...laneOf({ optimizer: "lookahead(adam)", hyper: { lr: 0.1, beta1: 0.9 } }, 0, null),
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
  const code = runSnippet(course, entry, 40);
  expect(code).toContain("  hyper: { lr: 0.1 },\n  seed: 0,");
  expect(installLineOf(code)).toBe(`${installLine(entry)} @downhill/problems @downhill/runs`);
});
