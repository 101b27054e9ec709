import { expect, test } from "vitest";
import { estimate } from "./estimate.ts";
import { tuning } from "./plan/jobs.ts";
import { smallPlan } from "./testing/small-plan.ts";

const jobs = tuning(smallPlan(["adam", "sgd"])); // on two problems, 8 runs of each pair
const [adamOnBowl, sgdOnBowl, adamOnMoons] = jobs;

test("what is left is judged by what was like it", () => {
  const { done, left } = estimate(jobs);
  expect(left()).toBeUndefined(); // nobody knows
  done(adamOnBowl!, 10);
  expect(left()).toBe(31 * 10); // all that is known
  done(adamOnMoons!, 100);
  expect(left()).toBe(7 * 10 + 7 * 100 + 8 * 10 + 8 * 100); // of the same problem
  done(sgdOnBowl!, 30);
  expect(left()).toBe(7 * 10 + 7 * 100 + 7 * 30 + 8 * 100); // of the same optimizer on it
});
