import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import AxeBuilder from "@axe-core/playwright";
import type { Plan } from "@downhill/bench/plan";
import { type Report, report } from "@downhill/bench/report/report";
import type { Placed } from "@downhill/bench/report/sections";
import { between, evaluations, score } from "@downhill/bench/report/words";
import type { Line } from "@downhill/bench/store/line";
import { lineReader, parsePlan } from "@downhill/bench/store/parse";
import { runToEnd } from "@downhill/runs";
import { type Page, test as plain } from "@playwright/test";
import { expect, test } from "./page.ts";

// The runs of a whole bench are read and compared, beside whatever else the machine does.

const folder = fileURLToPath(new URL("../../../bench/results/core/", import.meta.url));
let read: { readonly plan: Plan; readonly lines: readonly Line[] } | undefined;

/** Read when the first test wants them: Playwright loads this file more often than it runs it. */
function core(): { readonly plan: Plan; readonly lines: readonly Line[] } {
  if (read) return read;
  const plan = parsePlan(readFileSync(`${folder}plan.json`, "utf8"), "plan.json");
  const reader = lineReader("runs.jsonl.gz", plan);
  const texts = gunzipSync(readFileSync(`${folder}runs.jsonl.gz`))
    .toString()
    .trimEnd()
    .split("\n");
  for (const text of texts) reader.take(text, true);
  read = { plan, lines: reader.lines() };
  return read;
}

const at = ({ plan, lines }: ReturnType<typeof core>, target: string): Report =>
  report(plan, lines, undefined, (targets) => targets.findIndex(({ name }) => name === target));

async function open(page: Page): Promise<void> {
  await page.goto("/");
  await page.getByRole("button", { name: "Bench" }).click();
  await ready(page, "On what learns, soap has the highest score");
}

async function ready(page: Page, said: string): Promise<void> {
  await expect(page.locator(".finding")).toContainText(said);
  await expect(page.locator(".bench")).not.toHaveAttribute("aria-busy");
}

const thin = (text: string) => text.replaceAll(",", "\u2009");

/** What a cell says, of the report's own figures. */
function said({ optimizer, main, against }: Placed, problem: string): string {
  const { median } = main.evaluations;
  const [middle, interval] = [thin(evaluations(median)), thin(between(main.evaluations))];
  const verdict = against
    ? against.verdict === "no difference shown"
      ? "no difference"
      : against.verdict
    : "the baseline";
  const figure = Number.isFinite(median) ? `${middle} evaluations, ${interval}` : "never";
  return `${optimizer} on ${problem}: ${figure}; from ${main.hits} of ${main.times.length} seeds; ${verdict}`;
}

const labels = (page: Page, selector: string) =>
  page.locator(selector).evaluateAll((all) => all.map((each) => each.getAttribute("aria-label") ?? ""));

async function expectMatrix(page: Page, found: Report, trials: number): Promise<void> {
  const sections = found.sections.filter((section) => section.trials === trials);
  const cells = sections.flatMap(({ rows, problem }) => rows.map((row) => said(row, problem.name))).sort();
  const shown = (await labels(page, ".matrix [data-problem]")).sort();
  expect(shown).toHaveLength(cells.length);
  expect(cells.filter((cell, i) => !shown[i]!.startsWith(cell))).toEqual([]);
  const suites = found.suites.filter((suite) => suite.trials === trials);
  const scores = suites.flatMap(({ entries }) =>
    entries.map(({ score: { value, low, high } }) => `${score(value)}, ${score(low)} to ${score(high)}`),
  );
  const scoresShown = (await labels(page, ".matrix td.score")).map((label) => label.split(": ")[1]);
  expect(scoresShown.sort()).toEqual(scores.sort());
}

/** Files as they lie in a bench's folder. */
const filesOf = ({ plan, lines }: ReturnType<typeof core>) => [
  { name: "plan.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(plan)) },
  { name: "runs.jsonl", mimeType: "", buffer: Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join("")) },
];

/** Three optimizers at their defaults on a problem: one whose file lies, one in order, and one that is in no catalog. */
function small(): { readonly plan: Plan; readonly lines: readonly Line[] } {
  const { plan, lines } = core();
  const optimizers = ["adam", "adamw", "mine"];
  return {
    plan: {
      ...plan,
      ...{ suite: "own", optimizers, trials: [1] },
      problems: plan.problems.filter(({ name }) => name === "moons"),
      spaces: { ...plan.spaces, mine: plan.spaces.adam! },
      drawn: { adam: [{}], adamw: [{}], mine: [{}] },
    },
    lines: lines.flatMap(({ spec, result, ...job }): Line[] => {
      if (job.phase !== "test" || job.trial !== 0 || spec.problem.name !== "moons") return [];
      if (spec.optimizer === "adamw") return [{ ...job, spec, result }];
      if (spec.optimizer !== "adam") return [];
      const { curve } = runToEnd(spec);
      const hash = spec.seed === 1 ? "0".repeat(64) : result.hash;
      return [
        { ...job, spec, result: { ...result, hash, curve } },
        { ...job, spec: { ...spec, optimizer: "mine" }, result },
      ];
    }),
  };
}

/** Six optimizers on two problems, with what was tuned: all that there can be in the tab, in few elements. */
function few(): ReturnType<typeof core> {
  const { plan, lines } = core();
  const optimizers = plan.optimizers.slice(0, 6);
  const problems = plan.problems.filter(({ name }) => ["spiral", "rosenbrock-10"].includes(name));
  const isOf = ({ spec }: Line) =>
    optimizers.includes(spec.optimizer) && problems.some(({ name }) => name === spec.problem.name);
  return { plan: { ...plan, optimizers, problems }, lines: lines.filter(isOf) };
}

test("the matrix has the figures of the bench's own report, whatever is chosen in the sentence", async ({ page }) => {
  await open(page);
  await expectMatrix(page, at(core(), "half"), 16);
  await page.getByLabel("trials", { exact: true }).selectOption("4");
  await page.getByLabel("target", { exact: true }).selectOption("quarter");
  const found = at(core(), "quarter");
  const [first] = found.suites.find(({ trials, group }) => trials === 4 && group === "learning")!.entries;
  await ready(page, `On what learns, ${first!.optimizer} has the highest score`);
  await expectMatrix(page, found, 4);
});

test("runs are replayed to their hashes: of a matrix method, of two gradients a step, and one that diverges", async ({
  page,
}) => {
  await open(page);
  const { sections } = at(core(), "half");
  for (const [optimizer, problem, trials] of [
    ["soap", "spiral", 16],
    ["sam(adamw)", "zipf-softmax", 16],
    ["sgd", "rosenbrock-10", 1],
  ] as const) {
    const section = sections.find((each) => each.problem.name === problem && each.trials === trials)!;
    const row = section.rows.find((each) => each.optimizer === optimizer)!;
    const { spec, result } = row.lines.find((line) => line.result.diverged !== null) ?? row.lines[2]!;
    if (optimizer === "sgd") expect(result.diverged).not.toBeNull();
    await page.getByLabel("trials", { exact: true }).selectOption(String(trials));
    await expect(page.locator(".bench")).not.toHaveAttribute("aria-busy");
    await page.locator(`[data-optimizer="${optimizer}"] [data-problem="${problem}"]`).click();
    const panel = page.getByRole("dialog", { name: `Runs of ${optimizer} on ${problem}` });
    await expect(panel.locator("tbody tr")).toHaveCount(row.lines.length);
    const shown = panel.getByRole("row", { name: new RegExp(`^${spec.seed} `) });
    if (result.diverged !== null) await expect(shown).toContainText(`diverged at step ${result.diverged}`);
    await shown.getByRole("button").click();
    const same = `The same hash, to the last bit: ${result.hash.slice(0, 12)}.`;
    await expect(panel.getByRole("status")).toContainText(same);
    await expect(panel.locator(".plot canvas")).toBeVisible();
    await panel.getByRole("button", { name: "Close" }).click();
  }
  const workers = page.workers().length;
  await page.getByRole("button", { name: "Race", exact: true }).click();
  await expect(page.locator(".bench")).toHaveCount(0);
  await expect.poll(() => page.workers().length).toBe(workers - 1);
});

test("dropped files are shown and replayed in place of the core results; what the file says wrongly shows", async ({
  page,
}) => {
  await open(page);
  const own = small();
  const { spec } = own.lines[0]!;
  const hashes = [
    { worker: "here", hash: "1" },
    { worker: "there", hash: "2" },
  ];
  const dispute = `${JSON.stringify({ spec, hashes, hash: "1", odd: ["there"] })}\n`;
  const disputes = { name: "disputes.jsonl", buffer: Buffer.from(dispute) };
  const files = [...filesOf(own), disputes].map(({ name, buffer }) => [name, buffer.toString()] as const);
  const dropped = await page.evaluateHandle((all) => {
    const transfer = new DataTransfer();
    for (const [name, text] of all) transfer.items.add(new File([text], name));
    return transfer;
  }, files);
  await page.locator(".bench").dispatchEvent("drop", { dataTransfer: dropped });
  await expect(page.locator(".sentence")).toContainText("runs.jsonl, 30 runs");
  await expectMatrix(page, at(own, "half"), 1);
  await expect(page.getByRole("rowheader", { name: /mine/ })).toContainText("not in the catalog");
  await page.getByText("How to read this").click();
  await expect(page.getByText("the workers here and there came to different bits")).toBeVisible();

  const replay = async (optimizer: string, seed: number) => {
    await page.locator(`[data-optimizer="${optimizer}"] [data-problem="moons"]`).click();
    await page.getByRole("button", { name: `Replay seed ${seed}`, exact: true }).click();
    return page.getByRole("dialog").getByRole("status");
  };
  await expect(await replay("adamw", 1)).toContainText("The same hash, to the last bit");
  await expect(await replay("adam", 1)).toContainText("Another hash: 000000000000 in the file,");
  await expect(await replay("mine", 3)).toContainText("mine is not in this page's catalog");

  await page.getByRole("button", { name: "the core results" }).click();
  await ready(page, "soap has the highest score");
  await expect(page.locator(".matrix tbody tr")).toHaveCount(core().plan.optimizers.length);
});

test("rubbish is named by its file and line, and what was there stays", async ({ page }) => {
  await open(page);
  const [planFile, runs] = filesOf(small());
  const with_ = (change: (text: string) => string) => {
    const changed = runs!.buffer.toString().split("\n");
    changed[2] = change(changed[2]!);
    return { ...runs!, buffer: Buffer.from(changed.join("\n")) };
  };
  const zipped = { name: "runs.jsonl.gz", mimeType: "", buffer: Buffer.from([0x1f, 0x8b, 1, 2, 3, 4]) };
  const picture = { name: "cat.png", mimeType: "image/png", buffer: Buffer.from("PNG") };
  for (const [files, message] of [
    [[planFile!, with_(() => "{oops")], 'runs.jsonl, line 3 is not JSON: "{oops"'],
    [
      [planFile!, with_((text) => text.replace('"steps":', '"stairs":'))],
      /^runs\.jsonl, line 3 is no run of a bench: result\.steps/,
    ],
    [
      [planFile!, with_((text) => text.replace(/"seed":\d+/, '"seed":77'))],
      /^runs\.jsonl, line 3 is a run that is none of its plan's: .*"seed":77/,
    ],
    [[runs!], /^runs\.jsonl, line \d+ is a run that is none of the shown plan's \(open its own plan\.json with it\)/],
    [[{ ...planFile!, buffer: Buffer.from("[]") }, runs!], 'plan.json: its schema must be "downhill.plan/1", got none'],
    [[planFile!, zipped], /^runs\.jsonl\.gz cannot be read: /],
    [[picture], "there is no runs.jsonl or runs.jsonl.gz (there is cat.png)"],
  ] as const) {
    await page.locator("input[type=file]").setInputFiles([...files]);
    await expect(page.getByRole("alert")).toHaveText(message);
    await expect(page.locator(".sentence")).toContainText("The core results");
    await expect(page.locator(".matrix tbody tr")).toHaveCount(core().plan.optimizers.length);
  }
  await page.getByLabel("trials", { exact: true }).selectOption("4");
  await ready(page, "On what learns, prodigy has the highest score");
  await expect(page.getByRole("alert")).toBeHidden();
});

test("by the keyboard alone: to a cell, its runs, a replay, and back", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await open(page);
  const focus = page.locator(":focus");
  for (let presses = 0; presses < 40 && !(await focus.evaluate((each) => each.closest(".matrix") !== null)); presses++)
    await page.keyboard.press("Tab");
  await page.keyboard.press("Control+Home");
  await expect(focus).toHaveText("soap");
  await page.keyboard.press("Space");
  await expect(focus).toHaveAttribute("aria-pressed", "false");
  for (const key of ["ArrowDown", "End", "Home", "ArrowRight", "ArrowRight", "ArrowRight"])
    await page.keyboard.press(key);
  await expect(focus).toHaveAttribute("aria-label", /^rprop on moons: /);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Runs of rprop on moons" })).toBeFocused();
  const replay = page.getByRole("button", { name: "Replay seed 0", exact: true });
  await expect(replay).toBeVisible();
  for (let presses = 0; presses < 5 && !(await replay.evaluate((each) => each === document.activeElement)); presses++)
    await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status")).toContainText("The same hash, to the last bit");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(focus).toHaveAttribute("aria-label", /^rprop on moons: /);
});

for (const [scheme, width] of [
  ["light", 1280],
  ["dark", 1280],
  ["light", 360],
] as const) {
  // What axe does keeps the page busy, not the page itself.
  plain(`axe finds nothing in the Bench tab, ${scheme}, ${width} px`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 800 });
    await open(page);
    await page.locator("input[type=file]").setInputFiles(filesOf(few()));
    await expect(page.locator(".matrix tbody tr")).toHaveCount(6);
    for (const details of await page.locator(".bench details").all()) await details.locator("summary").click();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await page.locator('[data-optimizer="adam"] [data-problem="spiral"]').click();
    await page.getByRole("button", { name: "Replay seed 0", exact: true }).click();
    await expect(page.getByRole("status")).toContainText("The same hash");
    const { violations } = await new AxeBuilder({ page }).include(".bench").analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
  });
}
