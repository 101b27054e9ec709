import { wrappers } from "@downhill/catalog";
import { elementwise, type Plugin, rate } from "@downhill/plugin";
import type { Problem } from "@downhill/problems";
import { problems } from "@downhill/problems/registry";
import { parse } from "valibot";
import { expect, test } from "vitest";
import { plan as planSchema } from "../store/schema.ts";
import { type Choices, makePlan } from "./make.ts";
import { loadOptimizers } from "./optimizers.ts";

const { lookahead } = wrappers;
const optimizers = await loadOptimizers([]);
const known = problems["quadratic-1e2"]!;
const withLosses = (...losses: readonly number[]): Problem => ({
  ...known,
  targets: losses.map((loss) => ({ name: "half", loss, evaluations: 1, optimizer: "adamw", hyper: {} })),
});
const plan = (choices: Partial<Choices>, problem = withLosses(0.1)) =>
  makePlan(
    { suite: "quick", seed: 5, optimizers: ["adam", "sgd"], problems: ["bowl"], plugins: [], ...choices },
    optimizers,
    { bowl: { ...problem, name: "bowl" } },
  );

test("what is asked for takes the place of the suite's", async () => {
  const made = await plan({ trials: [16, 4], seeds: 2, tracks: ["cosine"] });
  expect(made).toMatchObject({
    suite: "own",
    seed: 5,
    tracks: ["cosine"],
    problems: [{ name: "bowl", group: "analytic", budget: known.budget, targets: [{ name: "half", loss: 0.1 }] }],
    optimizers: ["adam", "sgd"],
    trials: [1, 4, 16], // the published defaults are shown beside the others
    testSeeds: [0, 1],
  });
  expect(made.tuningSeeds).toHaveLength(3);
  expect(made.tuningSeeds.filter((seed) => made.testSeeds.includes(seed))).toEqual([]);
  expect(made.spaces.adam).toMatchObject({ rate: true, gradients: 1, state: 2 });
});

test("who has been compared with no other implementation is remembered, wrapped as well", async () => {
  expect(await plan({})).not.toHaveProperty("unverified");
  const mine = elementwise({
    ...{
      name: "mine",
      doc: "Steps.",
      paper: "nowhere",
      reference: "none",
      hyper: { lr: rate(0.1, "step size") },
      state: [],
    },
    rule: ({ w, g }, { lr }) => ({ w: w - lr * g }),
  });
  const named = (text: string): Plugin =>
    text === "mine" ? mine : text === "lookahead(mine)" ? lookahead(mine) : optimizers.named(text);
  const asked = {
    suite: "quick",
    seed: 5,
    optimizers: ["adam", "mine", "lookahead(mine)"],
    problems: ["bowl"],
  } as const;
  const made = await makePlan(
    { ...asked, plugins: [] },
    { named, own: [] },
    { bowl: { ...withLosses(0.1), name: "bowl" } },
  );
  expect(made.unverified).toEqual(["mine", "lookahead(mine)"]);
  expect(parse(planSchema, JSON.parse(JSON.stringify(made)))).toEqual(made);
});

test("a problem whose target is met before the first step is refused, of whichever seed", async () => {
  const losses = [0, 1, 2].map((seed) => known.start({ seed }).measure().loss);
  const [least] = losses.toSorted((a, b) => a - b);
  const seed = losses.indexOf(least!);
  const met = `a loss of ${least}, is met before the first step of seed ${seed}`;
  await expect(plan({ seeds: 3 }, withLosses(least!, 0.1))).rejects.toThrow(met);
  await expect(plan({ seeds: 3 }, withLosses(0.01))).resolves.toBeDefined();
});

test("a problem without targets is refused, and what is unknown is named", async () => {
  await expect(plan({}, withLosses())).rejects.toThrow("the problem bowl has no targets");
  await expect(plan({ problems: ["bowls"] })).rejects.toThrow('there is no problem "bowls" (there are bowl)');
  await expect(plan({ optimizers: ["clip(adem)"] })).rejects.toThrow('"adem" is no optimizer');
});
