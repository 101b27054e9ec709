import { expect, runTo, share, test } from "./page.ts";

test.beforeEach(async ({ page }) => {
  await page.goto("/");
  await runTo(page, 5);
  await page.getByRole("button", { name: "spiral", exact: true }).click();
  await expect(page.getByText("Points of your own")).toBeVisible();
});

test("points that are drawn are raced on, and are in the link", async ({ page }) => {
  const square = page.getByRole("img", { name: /points of/ });
  const box = (await square.boundingBox())!;
  const draw = (x: number, y: number) => page.mouse.click(box.x + x * box.width, box.y + y * box.height);
  await draw(0.2, 0.2);
  await draw(0.3, 0.25);
  await page.getByRole("radio", { name: "rings" }).check();
  await draw(0.7, 0.8);
  await draw(0.75, 0.7);
  await page.getByRole("button", { name: "Race on 4 points" }).click();
  await expect(page.locator(".sentence")).toContainText("on your own points with a 2–32–32–2");
  await runTo(page, 30);
  const { race } = await share(page);
  expect(race.problem).toEqual({ name: "your-own-points" });
  expect(race.points!.length).toBe(12);
  expect(race.points!.filter((_, i) => i % 3 === 2)).toEqual([0, 0, 1, 1]);
  expect(Math.abs(race.points![0]! - -0.72)).toBeLessThan(0.05);
});

test("a table is read, and one that is none says where", async ({ page }) => {
  const file = page.getByLabel(/A CSV/);
  const give = (text: string) =>
    file.setInputFiles({ name: "points.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await give("a,b\n1,2\n");
  await expect(page.getByRole("dialog")).toContainText("three columns");
  await give("x,y,class\n1,2,red\n3,n/a,blue\n");
  await expect(page.getByRole("dialog")).toContainText(/line 3, column 2.*n\/a/);
  await give("x,y,class\n1,2,red\n3,4,red\n");
  await expect(page.getByRole("dialog")).toContainText("two classes");
  await give("x,y,class\n0,0,red\n10,0,blue\n0,5,red\n10,5,blue\n");
  await page.getByRole("button", { name: "Race on 4 points" }).click();
  await expect(page.locator(".sentence")).toContainText("all 4 points a step");
  const { race } = await share(page);
  expect(race.points).toEqual([-1, -0.5, 1, 1, -0.5, 0, -1, 0.5, 1, 1, 0.5, 0]);
});
