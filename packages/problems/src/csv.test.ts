import { type Labels, labelEncoder, split, type Tensor } from "@downhill/core";
import { describe, expect, expectTypeOf, it } from "vitest";
import { csv } from "./csv.ts";

const flowers = `sepal length,sepal width,species
5.1,3.5,setosa
7.0, 3.2 ,versicolor

"6.3",3.3,"virginica"
4.9,3e0,setosa
`;

describe("csv", () => {
  it("gives features and class names", async () => {
    const table = await csv(flowers, { label: "species" });
    expect(table.x.shape).toEqual([4, 2]);
    expect([...table.x.data]).toEqual([5.1, 3.5, 7, 3.2, 6.3, 3.3, 4.9, 3].map(Math.fround));
    expect(table.y).toEqual(Int32Array.of(0, 1, 2, 0));
    expect(table.classes).toEqual(["setosa", "versicolor", "virginica"]);
    expect(table.features).toEqual(["sepal length", "sepal width"]);
    expect(labelEncoder(table.classes).decode(table.y)).toEqual(["setosa", "versicolor", "virginica", "setosa"]);
  });

  it("gives features and numbers to predict, in the order asked for", async () => {
    const text = "rooms;price;area;tax\n3;100.5;70;-1\n4;200;90;+2.5e1";
    const options = { delimiter: ";" };
    const one = await csv(text, { ...options, target: "price", features: ["area", "rooms"] });
    expect([...one.x.data]).toEqual([70, 3, 90, 4]);
    expect(one.y).toEqual({ shape: [2, 1], data: Float32Array.of(100.5, 200) });
    const two = await csv(text, { ...options, target: ["tax", "price"] });
    expect([...two.x.data]).toEqual([3, 70, 4, 90]);
    expect([...two.y.data]).toEqual([-1, 100.5, 25, 200]);
    expect((await csv(text, options)).x.shape).toEqual([2, 4]);
  });

  it("encodes the rows of others by the classes of the training data", async () => {
    const { classes } = await csv(flowers, { label: "species" });
    const others = "sepal length,sepal width,species\n1,2,virginica";
    expect((await csv(others, { label: "species", classes })).y).toEqual(Int32Array.of(2));
    await expect(csv(others, { label: "species", classes: ["rose", "tulip"] })).rejects.toThrow(
      'csv: line 2, column 3, "species": "virginica" is none of "rose", "tulip"',
    );
  });

  it("takes lines as any system ends them, a mark at the beginning, and quotes within quotes", async () => {
    for (const text of ["\ufeffa,b\r\n1,2\r\n", "a,b\r1,2\r", "a,b\n1,2", '"a",b\n"1",2\n\n']) {
      expect((await csv(text)).x).toEqual({ shape: [1, 2], data: Float32Array.of(1, 2) });
    }
    const quoted = 'a,"say ""b"", and c"\n1,2';
    expect((await csv(quoted)).features).toEqual(["a", 'say "b", and c']);
  });

  it("gives data that split takes", async () => {
    const data = await csv(flowers, { label: "species" });
    expect(split(data, { train: 3, test: 1 }).train.y).toHaveLength(3);
    expectTypeOf(data).toExtend<{ x: Tensor; y: Labels }>();
    expectTypeOf(data.y).toEqualTypeOf<Int32Array>();
    expectTypeOf(
      (await csv(flowers, { target: ["sepal width"], features: ["sepal length"] })).y,
    ).toEqualTypeOf<Tensor>();
    // @ts-expect-error: without a label or a target there is no y
    expect((await csv("a\n1")).y).toBeUndefined();
  });
});

// Where something is wrong is told by the line and the column of the text, from 1 on.
it.each<[string, string, object, string]>([
  ["a word", "a,b\n1,2\n\n3,n/a", {}, 'csv: line 4, column 2, "b": "n/a" is not a number'],
  [
    "after a field of three lines",
    'a,b\n1,2\n"x\ny\nz",3\n4,oops',
    { features: ["b"] },
    'csv: line 6, column 2, "b": "oops" is not',
  ],
  ["nothing", "a,b\n1,\n", {}, 'csv: line 2, column 2, "b": "" is not a number'],
  ["hexadecimal", "a,b\n0x1f,2", {}, 'csv: line 2, column 1, "a": "0x1f" is not a number'],
  ["infinity", "a,b\nInfinity,2", {}, '"Infinity" is not a number'],
  ["a decimal comma", "a;b\n1,5;2", { delimiter: ";" }, 'csv: line 2, column 1, "a": "1,5" is not a number'],
  ["two numbers", "a,b\n1 2,2", {}, '"1 2" is not a number'],
  ["what float32 has not", "a,b\n1,1e39", {}, 'csv: line 2, column 2, "b": 1e39 is too large for float32'],
  ["a target", "a,b\n1,x", { target: "b" }, 'csv: line 2, column 2, "b": "x" is not a number'],
  ["no class", "a,b\n1,x\n2,", { label: "b" }, 'csv: line 3, column 2, "b": "" is no class name'],
  ["too few fields", "a,b\n1,2\n3", {}, "csv: line 3 has 1 fields, the first line names 2 columns"],
  ["too many fields", "a,b\n1,2,3", {}, "csv: line 2 has 3 fields, the first line names 2 columns"],
  ["a quote that does not end", 'a,b\n1,2\n3,"4\n5,6', {}, "csv: line 3: Quoted field unterminated"],
  ["a quote that ends early", 'a,b\n1,"2"2\n', {}, "csv: line 2: Trailing quote on quoted field is malformed"],
  ["two columns of a name", "a,a\n1,2", {}, 'csv: two columns are named "a"'],
  ["no such column", "a,b\n1,2", { label: "c" }, 'csv: there is no column "c", only "a", "b"'],
  ["no such feature", "a,b\n1,2", { features: ["c"] }, 'csv: there is no column "c", only "a", "b"'],
  ["no features", "a\n1", { label: "a" }, "csv: there is no column of features"],
  ["nothing at all", "\n\n", {}, "csv: the text is empty"],
  ["a header alone", "a,b\n", {}, 'csv: there are no lines below the names of the columns, "a", "b"'],
  ["label and target", "a,b\n1,2", { label: "a", target: "b" }, "csv: give a label or a target, not both"],
  ["classes alone", "a,b\n1,2", { classes: ["a"] }, "csv: classes are of a label, and there is none"],
  ["a delimiter of two", "a,b\n1,2", { delimiter: ", " }, 'csv: delimiter must be one character, got ", "'],
  ["an unknown option", "a,b\n1,2", { labels: "a" }, 'csv: unknown option "labels"'],
])("refuses %s", async (_, text, options, message) => {
  await expect(csv(text, options)).rejects.toThrow(message);
});
