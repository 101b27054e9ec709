import { expect, test } from "vitest";
import { ownPoints } from "./own.ts";
import { pointsOf } from "./table.ts";

const square = [-1, -0.5, 0, 1, 0.5, 1];

test.each([
  ["commas", "x,y,class\n0,0,a\n3,1.5,b\n"],
  ["a mark at the start, line ends of Windows, empty lines", "\ufeffx,y,class\r\n\r\n0,0,a\r\n3,1.5,b\r\n\r\n"],
  ["semicolons and decimal commas", "x;y;class\n0,0;0;a\n+3,0;1,5;b"],
  ["tabs", "x\ty\tclass\n0\t0\ta\n3\t1,5\tb"],
  ["quotes, and a separator in a name", '"x, in cm","y",more,"class"\n"0","0",?,"a; b"\n"3","1.5",?,"b"'],
])("points are read with %s", async (_, text) => {
  expect(await pointsOf(text)).toEqual({ points: square, note: null });
});

test.each([
  ["", /three columns.*first line has none/],
  ["\u0000\u0001PNG\n", /three columns/],
  ["x,y\n1,2", /three columns.*has x, y/],
  ["0.5,1,a\n1,2,b", /first line must name the columns.*0\.5, 1, a/],
  ["x,y,class", /no lines below/],
  ["x,y,class\n1,2,a\n1,NaN,b", /line 3, column 2, "y": "NaN"/],
  ["x,y,class\n1,2,a\n1e99,2,b", /line 3.*1e99 is too large/],
  ["x,y,class\n1,2,a\n1,5,2,b", /line 3 has 4 fields/],
  ["x;y;class\n1;2;a\n1.000,5;2;b", /line 3.*1\.000,5/],
  ["x,y,class\n1,2,a\n1,2,", /line 3, column 3/],
  ["x,y,class\n1,2,a\n3,4,a", /every point is of the class "a".*class/],
])("%j is refused, and it says where", async (text, message) => {
  await expect(pointsOf(text)).rejects.toThrow(message);
});

test("a long table is taken evenly, and says so; points in one place are points as well", async () => {
  const rows = Array.from({ length: 100_000 }, (_, i) => `${i},7,${i < 5 ? "rare" : i % 2}`);
  const { points, note } = await pointsOf(`x,y,class\n${rows.join("\n")}`);
  expect(note).toBe("2000 of 100000 rows are taken, evenly from first to last.");
  expect([points.length, points[1], new Set(points.filter((_, i) => i % 3 === 2)).size]).toEqual([6000, 0, 2]);
  const one = await pointsOf("x,y,class\n7,7,a\n7,7,b");
  expect(ownPoints(one.points).start().measure().loss).toBeCloseTo(Math.log(2), 5);
});

test("points of a link that are none say why", () => {
  const of = (labels: number[]) => () => ownPoints(labels.flatMap((label) => [0, 0, label]));
  expect(of([0, 0])).toThrow(/two classes/);
  expect(of([0, 2])).toThrow(/classes 0 to 1, and one is of 2/);
  expect(of([0, 0.5])).toThrow(/one is of 0\.5/);
  expect(of(Array.from({ length: 300 }, (_, i) => i))).toThrow(/6 classes at most, and these are of 300/);
  expect(() => ownPoints([1, Number.NaN, 0])).toThrow(/numbers/);
});
