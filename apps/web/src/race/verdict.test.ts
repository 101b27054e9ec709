import { describe, expect, test } from "vitest";
import type { Standing } from "./standings.ts";
import { type Moment, verdictOf } from "./verdict.ts";

const standing = (name: string, fields: Partial<Standing>): Standing =>
  ({
    lane: { name, pen: ["Adam", "SGD", "Lion"].indexOf(name) },
    rank: 0,
    loss: 1,
    metric: 0,
    finish: null,
    diverged: null,
    ...fields,
  }) as unknown as Standing;

const say = (standings: readonly Standing[], fields: Partial<Moment> = {}): string =>
  verdictOf({
    standings,
    target: 0.25,
    at: 100,
    over: false,
    name: (lane) => (lane as never as { name: string }).name,
    ...fields,
  });

const adam = standing("Adam", { finish: 732, loss: 0.1 });
const sgd = standing("SGD", { loss: 0.4 });
const lion = standing("Lion", { loss: 0.5 });

describe("the verdict says", () => {
  test("who is at the start", () => {
    expect(say([adam, sgd], { at: 0 })).toBe("Two optimizers at the start.");
  });
  test("who leads and by how much, while nobody has finished", () => {
    expect(say([sgd, lion])).toBe("SGD leads at 0.40; Lion is at 0.50.");
    expect(say([sgd, lion], { over: true })).toBe("SGD came lowest, to 0.40; Lion came to 0.50.");
    expect(say([sgd, lion], { target: null })).toMatch(/^SGD leads/);
  });
  test("who finished, when the others did, and who has not", () => {
    expect(say([adam, standing("SGD", { finish: 943 }), lion])).toBe(
      "Adam reached 0.25 first, after 732 steps; SGD needed 943. Lion has not.",
    );
    const both = "Adam reached 0.25 first, after 732 steps. SGD and Lion have not.";
    expect([say([adam, sgd, lion]), say([adam, lion, sgd])]).toEqual([both, both]);
  });
  test("that two were equally fast", () => {
    expect(say([adam, standing("SGD", { finish: 732 }), lion])).toBe(
      "Adam and SGD reached 0.25 first, after 732 steps. Lion has not.",
    );
  });
  test("who diverged, and does not count it as not yet", () => {
    const gone = standing("Lion", { diverged: 12, loss: null });
    expect(say([adam, sgd, gone])).toBe(
      "Adam reached 0.25 first, after 732 steps. SGD has not. Lion diverged at step 12.",
    );
    expect(say([adam, gone, { ...standing("SGD", { diverged: 3, loss: null }) }])).toBe(
      "Adam reached 0.25 first, after 732 steps. Lion and SGD diverged.",
    );
    expect(say([gone, gone])).toBe("All of them diverged.");
    expect(say([sgd, gone])).toBe("SGD leads at 0.40. Lion diverged at step 12.");
  });
});
