import { elementwise, rate } from "@downhill/plugin";
import { describe, expect, it } from "vitest";
import { adam } from "../../test/saved.ts";
import { dense, load, type MatchOptions, type Model, numpyRandom, relu, save, sequential, tensor } from "../index.ts";

/** An optimizer that remembers nothing. */
const sgd = elementwise({
  name: "sgd",
  doc: "",
  paper: "",
  reference: "",
  hyper: { lr: rate(0.1, "step size") },
  rule: ({ w, g }, { lr }) => ({ w: w - lr * g }),
});

/** A body of two layers under a head. */
const network = (head: string, units: number, seed: number, prefix = ""): Model =>
  sequential(
    { [`${prefix}one`]: dense(4), act: relu(), [`${prefix}two`]: dense(3), [head]: dense(units) },
    { input: 2, random: numpyRandom(seed) },
  );

function train(model: Model, optimizer: ReturnType<typeof adam>, steps: number): void {
  for (let t = 0; t < steps; t++) {
    const outputs = model.forward(
      tensor([
        [1, 2],
        [3, -1],
      ]),
      { training: true },
    );
    model.backward(outputs);
    optimizer.step();
  }
}

/** A trained model with its optimizer's state, as a file and as records. */
const trained = (() => {
  const model = network("head", 2, 1);
  const optimizer = adam(model.parameters(), { lr: 0.05 });
  train(model, optimizer, 3);
  return { model, optimizer, bytes: save(model, { optimizer }) };
})();

const body = ["one.weight", "one.bias", "two.weight", "two.bias"];

describe.each<[string, Model, MatchOptions, (name: string) => string]>([
  ["a new head", network("other", 5, 2), { missing: "keep", extra: "ignore" }, (name) => name],
  [
    "other names and a new head",
    network("other", 5, 2, "body-"),
    { missing: "keep", extra: "ignore", rename: (name) => `body-${name}` },
    (name) => `body-${name}`,
  ],
])("a trained body under %s", (_, model, options, renamed) => {
  it("is loaded from a file with its optimizer's state, and the head is left alone", () => {
    const optimizer = adam(model.parameters());
    const head = model.state()["other.weight"];
    expect(() => load(model, trained.bytes, { optimizer })).toThrow("load: the file holds");
    load(model, trained.bytes, { optimizer, ...options });
    const [values, state] = [model.state(), optimizer.state()];
    for (const name of body) {
      expect(values[renamed(name)]).toEqual(trained.model.state()[name]);
      expect(state.parameters[renamed(name)]).toEqual(trained.optimizer.state().parameters[name]);
    }
    expect(values["other.weight"]).toEqual(head);
    expect(state.parameters["other.weight"]!.m).toEqual(new Float32Array(15));
    expect([optimizer.t, optimizer.hyper.lr]).toEqual([3, 0.05]);
    train(model, optimizer, 1);
  });

  it("is loaded from records", () => {
    const before = model.state();
    model.load(trained.model.state(), options);
    for (const name of body) expect(model.state()[renamed(name)]).toEqual(trained.model.state()[name]);
    expect(model.state()["other.bias"]).toEqual(before["other.bias"]);
  });
});

it("an optimizer that remembers nothing is found by its parameters' names, renamed too", () => {
  const [first, second] = [network("head", 2, 1), network("head", 2, 2, "x")];
  const optimizer = sgd(first.parameters(), { lr: 0.5 });
  optimizer.step();
  const other = sgd(second.parameters());
  const rename = (name: string) => (name.startsWith("head") ? name : `x${name}`);
  load(second, save(first, { optimizer }), { optimizer: other, rename });
  expect([other.t, other.hyper.lr]).toEqual([1, 0.5]);
});

it("refuses words that it does not know", () => {
  const { model, bytes } = trained;
  for (const [options, message] of [
    [{ missing: "ignore" }, "missing"],
    [{ extra: true }, "extra"],
    [{ rename: "a" }, "rename"],
    [{ strict: false }, "strict"],
  ] as [object, string][]) {
    expect(() => load(model, bytes, options)).toThrow(message);
    expect(() => model.load(model.state(), options)).toThrow(message);
  }
  expect(() => load(model, bytes, { rename: () => "one.weight" })).toThrow(
    "rename gives two arrays the name one.weight",
  );
});
