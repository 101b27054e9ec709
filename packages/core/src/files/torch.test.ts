import { readFileSync } from "node:fs";
import { adam } from "@downhill/catalog";
import { describe, expect, test } from "vitest";
import golden from "../../golden/torch-model.json" with { type: "json" };
import {
  batchNorm,
  conv2d,
  dense,
  embedding,
  fit,
  flatten,
  layerNorm,
  load,
  predict,
  relu,
  save,
  sequential,
  softmaxCrossEntropy,
  tanh,
  tensor,
} from "../index.ts";

// A file that PyTorch wrote, with its names and layouts: see golden/torch-model.py.

const file = new Uint8Array(readFileSync(new URL("../../golden/torch-model.safetensors", import.meta.url)));

const network = () =>
  sequential([conv2d(3, 3, { padding: 1 }), batchNorm(), relu(), flatten(), dense(4), layerNorm(), relu(), dense(4)], {
    input: [2, 2, 2],
    seed: 9,
  });
const kinds: Record<string, string> = { 0: "conv2d", 1: "batchNorm", 4: "dense", 5: "layerNorm", 7: "dense" };
const own: Record<string, string> = { running_mean: "runningMean", running_var: "runningVariance" };
const rename = (name: string) => {
  const [index = "", array = ""] = name.split(".");
  const kind = kinds[index];
  const isNorm = kind?.endsWith("Norm") && array === "weight";
  return kind ? `${kind}${index}.${isNorm ? "scale" : (own[array] ?? array)}` : name;
};

/** An encoder under a head of three classes; PyTorch's has a head of seven. */
const body = () => sequential({ embed: embedding(5, 3), flat: flatten(), hidden: dense(4), act: tanh() }, { input: 2 });
const words = (encoder = body()) => sequential({ encoder, head: dense(3) }, { input: 2, seed: 3 });
const toEncoder = (name: string) => name.replace("words.", "encoder.").replace("encoder.head", "elsewhere");
const sentences = tensor(golden.sentences, [4, 2]);

function close(actual: Float32Array, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(Math.abs(actual[i]! - value)).toBeLessThan(2e-6);
}

describe("layout: torch", () => {
  test("dense weights are transposed, and convolutions, embeddings and normalisations are not", () => {
    const model = network();
    load(model, file, { layout: "torch", extra: "ignore", rename });
    close(predict(model, tensor(golden.images, [3, 2, 2, 2])).data, golden.outputs);
  });

  test("a whole module of named layers", () => {
    const model = sequential(
      { embed: embedding(5, 3), flat: flatten(), hidden: dense(4), act: tanh(), head: dense(7) },
      { input: 2 },
    );
    const withoutPrefix = (name: string) => name.replace("words.", "");
    load(model, file, { layout: "torch", extra: "ignore", rename: withoutPrefix });
    close(predict(model, sentences).data, golden.heads);
  });

  test("without it, a shape that it would turn says so, and nothing is loaded", () => {
    const model = network();
    const before = model.state();
    expect(() => load(model, file, { extra: "ignore", rename })).toThrow(
      'load: dense4.weight is [4, 12] in the file, and [12, 4] in this model: PyTorch\'s? { layout: "torch" }',
    );
    expect(model.state()).toEqual(before);
  });

  test("a shape that fits neither way is refused", () => {
    const model = sequential({ hidden: dense(5), act: tanh() }, { input: 6 });
    const options = { layout: "torch", extra: "ignore", rename: (name: string) => name.replace("words.", "") } as const;
    expect(() => load(model, file, options)).toThrow(
      "load: hidden.weight is [4, 6] in the file, and [5, 6] in this model, transposed",
    );
  });

  test("what save writes is the other layout", () => {
    const model = network();
    const copy = network();
    load(model, file, { layout: "torch", extra: "ignore", rename });
    load(copy, save(model));
    expect(copy.state()).toEqual(model.state());
    expect(() => load(copy, save(model), { layout: "torch" })).toThrow(
      "load: dense4.weight is [12, 4] in the file, and [4, 12] in this model, transposed",
    );
  });

  test("one of another name is refused", () => {
    expect(() => load(network(), file, { layout: "keras" as "torch" })).toThrow(
      'load: layout must be "downhill" or "torch", got "keras"',
    );
  });
});

describe("fine-tuning", () => {
  test("a part of a file fills a part of a model", () => {
    const model = words();
    const head = model.state()["head.weight"];
    load(model, file, { layout: "torch", missing: "keep", extra: "ignore", rename: toEncoder });
    const encoder = body();
    load(encoder, file, { layout: "torch", extra: "ignore", rename: (name) => name.replace("words.", "") });
    close(predict(encoder, sentences).data, golden.body);
    expect(model.state()["head.weight"]).toEqual(head);
    expect(model.state()["encoder.hidden.weight"]).toEqual(encoder.state()["hidden.weight"]);
  });

  test("a rename that hits nothing is an error, though missing and extra allow it", () => {
    const rename = (name: string) => name.replace("wrods.", "encoder.");
    const options = { layout: "torch", missing: "keep", extra: "ignore", rename } as const;
    expect(() => load(words(), file, options)).toThrow(/^load: nothing that is given is of this model, such as [01]\./);
    const model = words();
    expect(() => model.load({ "x.weight": [1] }, { missing: "keep", extra: "ignore" })).toThrow(
      "load: nothing that is given is of this model, such as x.weight",
    );
    model.load({}, { missing: "keep" });
  });

  test("freezing is an optimizer over fewer parameters: the others keep their bits, and decay does not touch them", () => {
    const encoder = body();
    const model = words(encoder);
    load(model, file, { layout: "torch", missing: "keep", extra: "ignore", rename: toEncoder });
    const before = model.state();
    const { "head.weight": weight, "head.bias": bias } = model.parameters();
    const optimizer = adam({ "head.weight": weight!, "head.bias": bias! }, { lr: 0.1, weightDecay: 0.1 });
    const data = { x: sentences, y: [0, 1, 2, 0] };
    const { loss } = fit(model, data, { loss: softmaxCrossEntropy(), optimizer, epochs: 60, batchSize: 2 });
    expect(loss.at(-1)!).toBeLessThan(0.6 * loss[0]!);
    const after = model.state();
    const moved = Object.keys(after).filter((name) => String(after[name]) !== String(before[name]));
    expect(moved).toEqual(["head.weight", "head.bias"]);
    for (const name of Object.keys(after).filter((each) => !moved.includes(each))) {
      expect(new Uint32Array(after[name]!.buffer)).toEqual(new Uint32Array(before[name]!.buffer));
    }

    // The same head by itself, on what the frozen body gives, learns the same.
    const head = sequential({ head: dense(3) }, { input: 4 });
    head.load({ "head.weight": before["head.weight"]!, "head.bias": before["head.bias"]! });
    const features = { x: predict(encoder, sentences), y: data.y };
    const alone = adam(head.parameters(), { lr: 0.1, weightDecay: 0.1 });
    fit(head, features, { loss: softmaxCrossEntropy(), optimizer: alone, epochs: 60, batchSize: 2 });
    expect(head.state()["head.weight"]).toEqual(after["head.weight"]);

    // And then all of it, at a smaller rate.
    const whole = adam(model.parameters(), { lr: 0.001 });
    fit(model, data, { loss: softmaxCrossEntropy(), optimizer: whole, epochs: 1 });
    expect(model.state()["encoder.hidden.weight"]).not.toEqual(before["encoder.hidden.weight"]);
  });
});
