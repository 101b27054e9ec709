import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "@downhill/catalog";
import { spiral } from "@downhill/problems/planes";
import { type RunStep, run } from "@downhill/runs/run";
import { schedules } from "@downhill/runs/schedules";
import { shown } from "../src/race/numbers.ts";
import { type Race, specOf } from "../src/race/race.ts";
import { linkOf } from "../src/share/link.ts";
import { expect, pause, rowOf, runTo, scrubTo, share, test } from "./page.ts";

test("a link reproduces the race to the last bit in a fresh profile; another says which step differs first, and why", async ({
  page,
  browser,
  baseURL,
}) => {
  await page.goto("/");
  await runTo(page, 130);
  await pause(page);
  const shared = await share(page);
  const open = async (hash: string) => {
    const context = await browser.newContext({ baseURL: baseURL! });
    const other = await context.newPage();
    await other.goto(`/#${hash}`);
    return other;
  };
  const same = await open(linkOf(shared));
  await expect(same.locator(".verdict")).toContainText("reproduced exactly");
  expect((await share(same)).seen).toEqual(shared.seen);
  await same.context().close();
  // What was seen is of a rate that was halved after 75 steps.
  const schedule = { name: "step", options: { stepSize: 75, gamma: 0.5 } } as const;
  const [adam, ...others] = shared.race.entries;
  const halved = { ...shared.race, entries: [{ ...adam!, schedule }, ...others] };
  const lossesOf = (race: Race) => {
    const steps = run(specOf(race, race.entries[0]!), { optimizers: parse, problems: { spiral }, schedules });
    return Array.from({ length: 100 }, () => (steps.next().value as RunStep).measure().loss);
  };
  const [was, is] = [lossesOf(shared.race), lossesOf(halved)];
  const first = was.findIndex((loss, step) => loss !== is[step]);
  expect(first).toBeGreaterThan(70);
  const changed = await open(linkOf({ ...shared, race: halved }));
  const verdict = changed.locator(".verdict");
  await expect(verdict).toContainText(`not reproduced: Adam differs from step ${first} on. It was made by this very`);
  await changed.context().close();
});

for (const [what, hash] of [
  ["cannot be read", "race=%%%"],
  ["is cut", "race=eyJ2ZXJzaW9u"],
  ["is of another version", `race=${btoa('{"version":7}')}`],
] as const) {
  test(`a link that ${what} is said, and the usual race runs`, async ({ page }) => {
    await page.goto(`/#${hash}`);
    await expect(page.getByRole("alert")).toContainText(/The link/);
    await runTo(page, 10);
    await page.getByRole("button", { name: "Dismiss" }).click();
    await expect(page.getByRole("alert")).toHaveText("");
  });
}

test("a link with an optimizer, a problem or a number that there is not is said, and the usual race runs", async ({
  page,
}) => {
  const race = {
    ...{ problem: { name: "spiral" }, seed: 0, precision: "float32", budget: 100, target: null },
    entries: [{ optimizer: "adma", hyper: {} }],
  } as const;
  for (const [change, message] of [
    [{}, /adma/],
    [{ problem: { name: "swirl" } }, /swirl/],
    [{ entries: [{ optimizer: "adam", hyper: { lr: "much" } }] }, /lr.*much/],
    [{ seed: 0.5 }, /seed.*0\.5/],
  ] as const) {
    await page.goto("about:blank");
    await page.goto(`/#${linkOf({ race: { ...race, ...change } as never, at: null, seen: [] })}`);
    await expect(page.getByRole("alert")).toContainText(message);
    await runTo(page, 5);
    await expect(page.locator("tbody tr")).toHaveCount(4);
  }
});

test("the CSV has the numbers of the table, and the picture is one", async ({ page }) => {
  await page.goto("/");
  await runTo(page, 100);
  await pause(page);
  await scrubTo(page, 90);
  const save = async (name: string) => {
    await page.getByRole("button", { name: "Share", exact: true }).click();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
    await page.keyboard.press("Escape");
    return await download.path();
  };
  const lines = readFileSync(await save("Save as CSV"), "utf8")
    .trim()
    .split("\n");
  expect(lines[0]).toBe("optimizer,hyperparameters,evaluations,loss,accuracy");
  expect(lines.length).toBe(1 + 4 * 91);
  const names = { adam: "Adam", sgd: "SGD", rmsprop: "RMSProp", adagrad: "Adagrad" };
  for (const [optimizer, name] of Object.entries(names)) {
    const [, hyper, step, loss, accuracy] = lines.findLast((line) => line.startsWith(`${optimizer},`))!.split(",");
    expect(step).toBe("90");
    const row = rowOf(page, name);
    await expect(row.locator(".loss")).toHaveText(shown(Number(loss)));
    await expect(row).toContainText((100 * Number(accuracy)).toFixed(1));
    await expect(row.locator(".rate")).toContainText(/lr=(\S+)/.exec(hyper!)![1]!);
  }
  const picture = readFileSync(await save("Save as PNG"));
  expect(picture.subarray(1, 4).toString()).toBe("PNG");
  expect(picture.length).toBeGreaterThan(5000);
});

test("what is handed out runs in Node, and comes to the loss that is shown", async ({ page }) => {
  await page.goto("/");
  await runTo(page, 100);
  await pause(page);
  await scrubTo(page, 77);
  await page.getByRole("button", { name: "Use it: SGD with momentum" }).click();
  await expect(page.getByRole("textbox", { name: "the install line" })).toHaveValue("npm install @downhill/sgd");
  const code = await page.getByRole("textbox", { name: "the run" }).inputValue();
  const file = fileURLToPath(new URL("snippet.run.ts", import.meta.url));
  writeFileSync(file, code);
  try {
    const printed = execFileSync("npx", ["tsx", file], { encoding: "utf8", env: { ...process.env, FORCE_COLOR: "0" } });
    const [loss, hash] = printed.trim().split(" ");
    await page.keyboard.press("Escape");
    await expect(rowOf(page, "SGD").locator(".loss")).toHaveText(shown(Number(loss)));
    expect((await share(page)).seen[1]!.hash).toBe(hash);
  } finally {
    rmSync(file);
  }
});
