import { expect, test } from "vitest";
import { descent } from "../../test/saved.ts";
import {
  dense,
  dropout,
  earlyStopping,
  evaluate,
  fit,
  load,
  meanSquaredError,
  numpyRandom,
  predict,
  save,
  sequential,
  tensor,
} from "../index.ts";

/** As a framework's reactive state: whatever is read of it that can change is such a proxy as well. */
function reactive<T extends object>(target: T): T {
  return new Proxy(target, {
    get(object, key, receiver) {
      const value: unknown = Reflect.get(object, key, receiver);
      const wraps = typeof value === "object" && value !== null && !ArrayBuffer.isView(value);
      return wraps && Object.isExtensible(value) ? reactive(value) : value;
    },
  });
}

function begin() {
  const random = numpyRandom(2);
  const model = sequential([dense(3), dropout(0.2), dense(1)], { input: 1, random });
  return {
    model,
    random,
    optimizer: descent(model.parameters(), { lr: 0.01 }),
    loss: meanSquaredError(),
    stop: earlyStopping({ patience: 9, restoreBest: true }),
    data: { x: tensor([1, 2, 3, 4], [4, 1]), y: [2, 4, 6, 8], sampleWeight: [1, 2, 1, 2] },
  };
}

/** All that training hands out, and what it hands to callbacks. */
function use(state: ReturnType<typeof begin>) {
  const { stop, data } = state;
  const { model, optimizer, loss } = state;
  const seen: unknown[] = [];
  const history = fit(model, data, {
    loss,
    optimizer,
    epochs: 6,
    batchSize: 2,
    validation: data,
    callbacks: [stop],
    onEpoch: ({ epoch, loss, validation }) => seen.push([epoch, loss, validation!.loss]),
  });
  const bytes = save(state.model, { optimizer: state.optimizer, random: state.random, epoch: 5 });
  const other = reactive(begin());
  const loaded = load(other.model, bytes, { optimizer: other.optimizer, random: other.random });
  expect(other.model.state()).toEqual(model.state());
  const outputs = [...predict(state.model, state.data.x).data];
  return [history, seen, stop.best, loaded, outputs, evaluate(state.model, state.data, { loss: state.loss })];
}

test("a model, its optimizer, loss, data and callbacks work as reactive state", () => {
  expect(use(reactive(begin()))).toEqual(use(begin()));
});

test("what is handed out is closures: its methods work on their own", () => {
  const { model, stop, data, loss, optimizer } = begin();
  const { onStart, onBatch, onEpoch, onEnd } = stop;
  fit(model, data, { loss, optimizer, epochs: 3, onStart, onBatch, onEpoch, onEnd });
  expect(stop.best!.epoch).toBeGreaterThanOrEqual(0);
});
