import {
  adamw,
  clip,
  dog,
  ema,
  lbfgs,
  lion,
  lookahead,
  muon,
  nadam,
  optimizers,
  polyakSgd,
  sam,
  sgd,
  sophia,
} from "@downhill/catalog";
import type { Plugin } from "@downhill/plugin";
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { beforeEach, expect, expectTypeOf, test } from "vitest";
import { register, toTfjs } from "./index.ts";

beforeEach(async () => {
  await tf.setBackend("cpu");
  tf.disposeVariables();
});

await tf.setBackend("cpu");
const xs = tf.tidy(() => tf.randomUniform([48, 4], -1, 1, "float32", 7));
const ys = tf.tidy(() => tf.cast(tf.greater(xs.square().sum(1, true), 1.2), "float32"));

/** Two layers whose first weights follow from a seed. */
function network(optimizer: tf.Optimizer, metrics: string[] = []) {
  const glorot = (seed: number) => tf.initializers.glorotNormal({ seed });
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 8, inputShape: [4], activation: "tanh", kernelInitializer: glorot(1) }),
      tf.layers.dense({ units: 1, activation: "sigmoid", kernelInitializer: glorot(2) }),
    ],
  });
  model.compile({ optimizer, loss: "binaryCrossentropy", metrics });
  return model;
}

async function train(model: tf.LayersModel, epochs: number): Promise<number[]> {
  const { history } = await model.fit(xs, ys, { epochs, batchSize: 16, shuffle: false, verbose: 0 });
  return history.loss as number[];
}

const bits = (model: tf.LayersModel) => model.getWeights().map((each) => [...each.dataSync()]);

/** A model as it comes back from a file. */
async function reloaded(model: tf.LayersModel): Promise<tf.LayersModel> {
  let kept: tf.io.ModelArtifacts | undefined;
  const handler = tf.io.withSaveHandler(async (artifacts) => {
    kept = structuredClone(artifacts);
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
  });
  await model.save(handler, { includeOptimizer: true });
  return tf.loadLayersModel(tf.io.fromMemory(kept!));
}

const trained: [string, Plugin, Record<string, number>][] = [
  ["adamw", adamw as Plugin, { lr: 0.02 }],
  ["lion", lion as Plugin, { lr: 0.003 }],
  ["muon", muon as Plugin, { lr: 0.02, adamLr: 0.01 }],
  ["nadam, which has numbers as state", nadam as Plugin, { lr: 0.02 }],
  ["dog, which looks back at where it started", dog as Plugin, {}],
  ["sam(sgd), which evaluates twice", sam(sgd) as Plugin, { lr: 0.3 }],
  ["lookahead(clip(adamw))", lookahead(clip(adamw)) as Plugin, { lr: 0.02, maxNorm: 1 }],
];

test.each(trained)("fit with %s lowers the loss, and goes on from a file to the bit", async (_, plugin, hyper) => {
  const model = network(toTfjs(plugin, hyper));
  const first = await train(model, 5);
  expect(first[4]).toBeLessThan(first[0]!);
  const again = await reloaded(model);
  expect(again.optimizer.iterations).toBe(15);
  expect(bits(again)).toEqual(bits(model));
  expect(await train(again, 3)).toEqual(await train(model, 3));
  expect(bits(again)).toEqual(bits(model));
  expect(again.optimizer.iterations).toBe(24);
});

test("on the WASM backend too, a model goes on from a file to the bit", async () => {
  await tf.setBackend("wasm");
  const model = network(toTfjs(adamw, { lr: 0.02 }));
  await train(model, 3);
  const again = await reloaded(model);
  await train(again, 3);
  await train(model, 3);
  expect(bits(again)).toEqual(bits(model));
});

test("no tensor is left over: not of steps, of metrics that are computed again, of saving", async () => {
  for (const plugin of [adamw, sam(sgd), ema(lion)] as Plugin[]) {
    const optimizer = toTfjs(plugin, { lr: 0.01 });
    const model = network(optimizer, ["accuracy"]);
    const cycle = async () => {
      await train(model, 2);
      await model.save(
        tf.io.withSaveHandler(async () => ({}) as tf.io.SaveResult),
        { includeOptimizer: true },
      );
      return tf.memory().numTensors;
    };
    const counts = [await cycle(), await cycle(), await cycle()];
    expect(counts).toEqual([counts[0], counts[0], counts[0]]);
    optimizer.dispose();
    model.dispose();
  }
  const [w, optimizer] = [tf.variable(tf.scalar(3)), toTfjs(sam(sgd), { lr: 0.1 })];
  const before = tf.memory().numTensors;
  for (let i = 0; i < 5; i++) optimizer.minimize(() => w.square());
  expect(tf.memory().numTensors).toBe(before);
});

test("two models by one plugin have nothing to do with each other", async () => {
  const alone = network(toTfjs(adamw, { lr: 0.02 }));
  await train(alone, 4);
  const [one, other] = [network(toTfjs(adamw, { lr: 0.02 })), network(toTfjs(adamw, { lr: 0.3 }))];
  for (let epoch = 0; epoch < 4; epoch++) {
    await train(one, 1);
    await train(other, 1);
  }
  expect(bits(one)).toEqual(bits(alone));
  expect(bits(other)).not.toEqual(bits(alone));
});

test("one optimizer of two models, and of variables that come later", async () => {
  const optimizer = toTfjs(adamw, { lr: 0.02, weightDecay: 0 });
  const [a, b] = [tf.variable(tf.scalar(3)), tf.variable(tf.scalar(-2))];
  const alone = tf.variable(tf.scalar(3));
  const apart = toTfjs(adamw, { lr: 0.02, weightDecay: 0 });
  for (let i = 0; i < 3; i++) {
    optimizer.minimize(() => a.square(), false, [a]);
    apart.minimize(() => alone.square(), false, [alone]);
  }
  optimizer.minimize(() => b.square(), false, [b]);
  expect(b.dataSync()[0]).not.toBe(-2);
  expect(optimizer.iterations).toBe(4);
  expect(a.dataSync()).toEqual(alone.dataSync()); // it rested
});

test("groups are by the names of variables, and are saved with them", async () => {
  const plain = network(toTfjs(sgd, { lr: 0.1 }));
  const groups = [{ match: ({ role }: { role: unknown }) => role === "bias", hyper: { lr: 0 } }];
  const optimizer = toTfjs(sgd, { lr: 0.1 }, { groups });
  const model = network(optimizer);
  await train(plain, 1);
  await expect(() => optimizer.getWeights()).rejects.toThrow(
    "sgd: before its first step it is not known which variables its groups have",
  );
  await train(model, 1);
  const isZero = (numbers: number[]) => numbers.every((x) => x === 0);
  expect(bits(model).map(isZero)).toEqual([false, true, false, true]);
  expect(bits(plain).map(isZero)).toEqual([false, false, false, false]);
  expect(optimizer.groups[0]!.parameters).toEqual(
    model.weights.map(({ name }) => name).filter((name) => name.includes("bias")),
  );
  const again = await reloaded(model);
  await train(again, 2);
  await train(model, 2);
  expect(bits(again)).toEqual(bits(model));
  expect(bits(again).map(isZero)).toEqual([false, true, false, true]);

  const byName = toTfjs(sgd, { lr: 0.1 }, { groups: [{ match: /kernel/, hyper: { lr: 0 } }] });
  await train(network(byName), 1);
  expect(byName.groups[0]!.parameters).toHaveLength(2);
});

test("roles and output axes follow from names, or are said", () => {
  const seen: Record<string, unknown> = {};
  const match = ({
    name,
    role,
    output,
    outputAxis,
  }: {
    name: string;
    role?: unknown;
    output?: unknown;
    outputAxis: number;
  }) => {
    seen[name] = [role, output, outputAxis];
    return false;
  };
  const model = tf.sequential({
    layers: [
      tf.layers.embedding({ inputDim: 5, outputDim: 4, inputLength: 4, name: "e" }),
      tf.layers.reshape({ targetShape: [4, 4, 1] }),
      tf.layers.conv2dTranspose({ filters: 2, kernelSize: 3 }),
      tf.layers.separableConv2d({ filters: 2, kernelSize: 3, name: "s" }),
      tf.layers.batchNormalization({ name: "n" }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 1, name: "d" }),
    ],
  });
  const variable = ({ name }: tf.Variable) => (name === "d/kernel" ? { output: true } : {});
  model.compile({ optimizer: toTfjs(sgd, {}, { groups: [{ match, hyper: {} }], variable }), loss: "meanSquaredError" });
  return model.trainOnBatch(tf.ones([2, 4]), tf.ones([2, 1])).then(() => {
    const transposed = Object.entries(seen).find(([name]) => /transpose.*kernel/i.test(name));
    expect(transposed?.[1]).toEqual(["weight", undefined, 2]);
    expect(seen).toMatchObject({
      "e/embeddings": ["embedding", undefined, 1],
      "s/depthwise_kernel": ["weight", undefined, 3],
      "n/gamma": ["scale", undefined, 0],
      "n/beta": ["bias", undefined, 0],
      "d/kernel": ["weight", true, 1],
      "d/bias": ["bias", undefined, 0],
    });
  });
});

test("a schedule cannot be saved: the model says so, and how to go on to the bit", async () => {
  const lr = (t: number) => 0.02 / (1 + 0.1 * t);
  const model = network(toTfjs(adamw, { lr }));
  await train(model, 2);
  const again = await reloaded(model);
  await expect(train(again, 1)).rejects.toThrow("adamw: it was saved with a schedule of lr, which no file can hold");
  const optimizer = toTfjs(adamw, { lr });
  await optimizer.setWeights(await again.optimizer.getWeights());
  again.compile({ optimizer, loss: "binaryCrossentropy" });
  await train(again, 2);
  await train(model, 2);
  expect(bits(again)).toEqual(bits(model));
});

test("hyperparameters are live, before and after the first step and a file", async () => {
  const optimizer = toTfjs(sgd, { lr: 0.1 });
  const model = network(optimizer);
  optimizer.hyper.lr = 0;
  const start = bits(model);
  await train(model, 1);
  expect(bits(model)).toEqual(start);
  optimizer.learningRate = 0.5;
  expect(optimizer.hyper.lr).toBe(0.5);
  await train(model, 1);
  expect(bits(model)).not.toEqual(start);
  const again = await reloaded(model);
  const other = again.optimizer as typeof optimizer;
  expect(other.hyper.lr).toBe(0.5);
  other.hyper.lr = 0;
  await train(again, 1);
  expect(bits(again)).toEqual(bits(model));
  expect(optimizer.backend).toBe("simd");
});

test.each([sam(sgd), lbfgs, polyakSgd, sophia] as Plugin[])(
  "minimize with $name is the optimizer itself, on its own arrays",
  (plugin) => {
    const start = [1.5, -0.5, 2];
    const f = (w: tf.Tensor) => w.square().mul([1, 4, 0.5]).sum().add(w.sin().sum()).asScalar();
    const variable = tf.variable(tf.tensor1d(start), true, "w");
    const w = { value: Float32Array.from(start), grad: new Float32Array(3) };
    const [ours, itself] = [toTfjs(plugin), plugin({ w })];
    for (let i = 0; i < 6; i++) {
      const expected = f(tf.tensor1d(w.value)).dataSync()[0];
      itself.step(() => {
        const { value, grad } = tf.valueAndGrad(f)(tf.tensor1d(Float32Array.from(w.value)));
        w.grad.set(grad.dataSync());
        return value.dataSync()[0]!;
      });
      expect(ours.minimize(() => f(variable), true)!.dataSync()[0]).toBe(expected); // that of before the step
      expect(variable.dataSync()).toEqual(w.value);
    }
    if (plugin.needsLoss || plugin.evaluations() !== 0)
      expect(() => ours.applyGradients({ w: tf.ones([3]) })).toThrow(
        /^\S+: a step (evaluates the loss more than once|reads the loss), so minimize\(f\)/,
      );
  },
);

test("applyGradients moves what has a gradient", () => {
  const [a, b] = [tf.variable(tf.scalar(1), true, "a"), tf.variable(tf.scalar(1), true, "b")];
  const optimizer = toTfjs(sgd, { lr: 0.5 });
  optimizer.applyGradients({ a: tf.scalar(1), b: tf.scalar(2) });
  optimizer.applyGradients([
    { name: "b", tensor: tf.scalar(-2) },
    { name: "a", tensor: null as never },
  ]);
  expect([a.dataSync()[0], b.dataSync()[0]]).toEqual([0.5, 1]);
  a.assign(tf.scalar(7)); // what others write is seen
  optimizer.applyGradients({ a: tf.scalar(1) });
  expect(a.dataSync()[0]).toBe(6.5);
});

test("withWeights evaluates with the averages, and gives the trained ones back", async () => {
  const optimizer = toTfjs(ema(sgd), { lr: 0.5, decay: 0.9 });
  const w = tf.variable(tf.scalar(1));
  expect(optimizer.withWeights(() => w.dataSync()[0])).toBe(1);
  for (let i = 0; i < 3; i++) optimizer.minimize(() => w.square().mul(0.5));
  const trainedTo = w.dataSync()[0]!;
  const average = optimizer.withWeights(() => w.dataSync()[0]!);
  expect(average).toBeGreaterThan(trainedTo);
  expect(await optimizer.withWeights(async () => w.data().then(([x]) => x))).toBe(average);
  expect(() => optimizer.withWeights(() => optimizer.minimize(() => w.square()))).toThrow(
    "ema(sgd): no step within withWeights",
  );
  expect(w.dataSync()[0]).toBe(trainedTo);
});

test("averages that were loaded, before the first step", async () => {
  const optimizer = toTfjs(ema(sgd), { lr: 0.5, decay: 0.9 });
  const model = network(optimizer);
  await train(model, 2);
  const average = optimizer.withWeights(() => bits(model));
  expect(average).not.toEqual(bits(model));
  const again = await reloaded(model);
  const loaded = again.optimizer as typeof optimizer;
  expect(() => loaded.withWeights(() => 1)).toThrow(
    "ema(sgd): withWeights: what was loaded meets its variables in the first step",
  );
  const variables = again.trainableWeights.map((each) => each.read() as tf.Variable);
  expect(loaded.withWeights(() => bits(again), variables)).toEqual(average);
  expect(bits(again)).toEqual(bits(model));
});

test("a step that throws has changed nothing", () => {
  const w = tf.variable(tf.tensor1d([4, -1]), true, "w");
  const optimizer = toTfjs(sam(sgd), { lr: 0.1 });
  optimizer.minimize(() => w.square().sum());
  const [before, tensors] = [w.dataSync().slice(), tf.memory().numTensors];
  let calls = 0;
  expect(() => optimizer.minimize(() => (calls++ ? w.square().sum().mul(Number.NaN) : w.square().sum()))).toThrow(
    /sam\(sgd\): parameter "w": gradient\[0\] is NaN/,
  );
  expect(w.dataSync()).toEqual(before);
  expect(optimizer.iterations).toBe(1);
  expect(tf.memory().numTensors).toBe(tensors);
});

test("what makes no sense is an error that names it", async () => {
  expect(() => toTfjs(lookahead as never)).toThrow(
    "toTfjs: plugin must be an optimizer's, got the wrapper lookahead: lookahead(adam) is one",
  );
  expect(() => toTfjs("adam" as never)).toThrow("toTfjs: plugin must be an optimizer's, got string");
  expect(() => toTfjs(sgd, { momentun: 1 } as never)).toThrow('sgd: unknown hyperparameter "momentun"');
  const optimizer = toTfjs(sgd);
  expect(() => optimizer.applyGradients({ nobody: tf.scalar(1) })).toThrow('sgd: there is no variable "nobody"');
  const whole = tf.variable(tf.scalar(1, "int32"), true, "whole");
  expect(() => optimizer.applyGradients({ whole: tf.scalar(1) })).toThrow(
    'sgd: variable "whole" must be of float32, got int32',
  );
  whole.dispose();
  await expect(optimizer.setWeights(await tf.train.adam(1).getWeights())).rejects.toThrow(
    "sgd: setWeights: there is no downhill/state among iter",
  );
  await expect(optimizer.setWeights(await toTfjs(lion).getWeights())).rejects.toThrow(
    "sgd: setWeights: these weights are lion's",
  );
  const w = tf.variable(tf.scalar(1), true, "w");
  optimizer.minimize(() => w.square());
  const saved = await optimizer.getWeights();
  w.dispose();
  tf.variable(tf.ones([2]), true, "w");
  expect(() => optimizer.applyGradients({ w: tf.ones([2]) })).toThrow(
    'sgd: variable "w" was of shape [], and is of [2]',
  );
  const other = toTfjs(sgd);
  await other.setWeights(saved);
  tf.variable(tf.scalar(1), true, "v");
  expect(() => other.applyGradients({ v: tf.scalar(1) })).toThrow(
    "sgd: the state that was loaded is of variables w, and these are v",
  );
});

test("hyperparameters are typed by the plugin", () => {
  const optimizer = toTfjs(sgd, { lr: 0.1, nesterov: false });
  expectTypeOf(optimizer.hyper).toHaveProperty("dampening");
  expectTypeOf(optimizer).toExtend<tf.Optimizer>();
  expectTypeOf(toTfjs<typeof lion.hyper>)
    .parameter(1)
    .not.toHaveProperty("momentum");
  // @ts-expect-error a misspelt hyperparameter is an error of types
  expect(() => toTfjs(sgd, { momentun: 1 })).toThrow("momentun");
});

test("a model whose optimizer nobody has told TensorFlow.js of", async () => {
  const model = network(toTfjs(ema(lion), { lr: 0.001 }));
  await train(model, 2);
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  delete classNameMap["Downhill ema(lion)"];
  await expect(reloaded(model)).rejects.toThrow("Unknown layer: Downhill ema(lion)");
  register(ema(lion));
  const again = await reloaded(model);
  await train(again, 1);
  await train(model, 1);
  expect(bits(again)).toEqual(bits(model));
});

test("every optimizer of the catalog steps a model", async () => {
  for (const plugin of Object.values(optimizers) as Plugin[]) {
    const model = network(toTfjs(plugin));
    const before = bits(model);
    await model.fit(xs, ys, { epochs: 1, batchSize: 24, shuffle: false, verbose: 0 });
    expect(bits(model), plugin.name).not.toEqual(before);
    expect(bits(model).flat().every(Number.isFinite), plugin.name).toBe(true);
    model.dispose();
  }
});
