import { ema, sgd } from "@downhill/catalog";
import { afterEach, describe, expect, test, vi } from "vitest";
import { adam } from "../../test/saved.ts";
import { stream } from "../../test/stream.ts";
import {
  batchNorm,
  type ClassificationLoss,
  dense,
  dropout,
  type FitAsyncOptions,
  fit,
  fitAsync,
  numpyRandom,
  relu,
  sequential,
  softmaxCrossEntropy,
  tensor,
} from "../index.ts";

const SAMPLES = 30;
const numbers = stream(1);
const x = tensor(
  Array.from({ length: 3 * SAMPLES }, () => numbers.normal()),
  [SAMPLES, 3],
);
const data = { x, y: Uint8Array.from({ length: SAMPLES }, (_, i) => Number(x.data[3 * i]! > 0)) };

function begin() {
  const random = numpyRandom(4);
  const model = sequential([dense(6), batchNorm(), relu(), dropout(0.2), dense(2)], { input: 3, random });
  return { model, random, optimizer: adam(model.parameters(), { lr: 0.02 }) };
}
type Begun = ReturnType<typeof begin>;
const optionsOf = (
  { optimizer }: Begun,
  epochs: number,
  rest: Partial<FitAsyncOptions<Begun["optimizer"], ClassificationLoss>> = {},
) => ({ ...{ loss: softmaxCrossEntropy(), optimizer, epochs, batchSize: 8 }, ...rest });
const stored = ({ model, optimizer, random }: Begun) =>
  structuredClone({ weights: model.state(), state: optimizer.state(), place: random.state() });
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A clock that goes on by so many milliseconds whenever it is looked at. */
const tick = (milliseconds: number) => {
  let time = 0;
  vi.spyOn(performance, "now").mockImplementation(() => (time += milliseconds));
};
afterEach(() => vi.restoreAllMocks());

describe("fitAsync", () => {
  test("gives fit's bits and history, whenever it pauses", async () => {
    const whole = begin();
    const history = fit(whole.model, data, optionsOf(whole, 5, { validation: data }));
    for (const milliseconds of [0, 1, 3, 100]) {
      tick(milliseconds);
      const other = begin();
      expect(await fitAsync(other.model, data, optionsOf(other, 5, { validation: data }))).toEqual(history);
      expect(stored(other)).toEqual(stored(whole));
    }
  });

  test("lets others have their turn whenever its time is over, between batches of the validation too", async () => {
    tick(100);
    const begun = begin();
    const { model, optimizer } = begun;
    let ended = false;
    let turns = 0;
    const seen = new Set<number>();
    const others = (async () => {
      for (; !ended; turns++) {
        await turn();
        seen.add(optimizer.t);
      }
    })();
    await fitAsync(model, data, optionsOf(begun, 3, { validation: data }));
    ended = true;
    await others;
    // 12 steps and as many batches of the validation.
    expect(turns).toBeGreaterThanOrEqual(24);
    expect([...seen]).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
  });

  test("shows the trained weights in its pauses, while validation is of others", async () => {
    tick(100);
    const [a, b] = [begin(), begin()].map(({ model }) => ({
      model,
      optimizer: ema(sgd)(model.parameters(), { lr: 0.1 }),
    }));
    const loss = softmaxCrossEntropy();
    const options = { loss, epochs: 2, batchSize: 8, validation: data };
    const states: unknown[] = [];
    fit(a!.model, data, { ...options, optimizer: a!.optimizer, onEpoch: ({ model }) => states.push(model.state()) });
    let ended = false;
    const seen: unknown[] = [];
    const others = (async () => {
      for (; !ended; ) {
        await turn();
        if (b!.optimizer.t % 4 === 0) seen.push([b!.optimizer.t / 4 - 1, b!.model.state()]);
      }
    })();
    await fitAsync(b!.model, data, { ...options, optimizer: b!.optimizer });
    ended = true;
    await others;
    // Of each epoch four batches that are evaluated, and four whose running statistics are measured.
    expect(seen.length).toBeGreaterThanOrEqual(16);
    for (const [epoch, state] of seen as [number, unknown][]) expect(state).toEqual(states[epoch]);
  });

  test("awaits callbacks, one after the other, and takes their false", async () => {
    const begun = begin();
    const told: string[] = [];
    const slowly = (name: string, answer?: boolean) => async () => {
      told.push(`${name} begins`);
      await turn();
      told.push(`${name} ends`);
      return answer;
    };
    const history = await fitAsync(begun.model, data, {
      ...optionsOf(begun, 9),
      batchSize: 30,
      onStart: slowly("start"),
      onBatch: slowly("batch"),
      onEpoch: slowly("epoch", false),
      onEnd: slowly("end"),
      callbacks: [{ onEpoch: () => told.push(`other, t = ${begun.optimizer.t}`) }],
    });
    expect(told).toEqual([
      ...["start begins", "start ends", "batch begins", "batch ends", "epoch begins", "epoch ends"],
      ...["other, t = 1", "end begins", "end ends"],
    ]);
    expect(history).toMatchObject({ stopped: true, from: 0 });
    expect(history.loss).toHaveLength(1);
  });

  test("what an awaited callback throws ends it before the step, and onEnd is told", async () => {
    const begun = begin();
    const before = stored(begun);
    let ended = 0;
    const onBatch = async () => {
      await turn();
      throw new Error("no more");
    };
    const onEnd = async () => {
      ended++;
      throw new Error("later");
    };
    await expect(fitAsync(begun.model, data, optionsOf(begun, 2, { onBatch, onEnd }))).rejects.toThrow("no more");
    expect(ended).toBe(1);
    expect(stored(begun)).toEqual(before);
    await expect(fitAsync(begun.model, data, optionsOf(begun, 0, { onEnd }))).rejects.toThrow("later");
  });

  test("refuses what fit refuses, by its own name", async () => {
    const begun = begin();
    await expect(fitAsync(begun.model, data, optionsOf(begun, -1))).rejects.toThrow("fitAsync: epochs must be a whole");
    const signal = {} as AbortSignal;
    await expect(fitAsync(begun.model, data, optionsOf(begun, 1, { signal }))).rejects.toThrow(
      "fitAsync: signal must be an AbortSignal, got Object",
    );
  });
});

describe("a signal", () => {
  /** The bits after so many steps, and the batch that is next. */
  const after = (steps: number) => {
    const begun = begin();
    fit(begun.model, data, optionsOf(begun, 99, { onBatch: ({ epoch, batch }) => 4 * epoch + batch < steps }));
    expect(begun.optimizer.t).toBe(steps);
    return stored(begun);
  };

  test.each(["onBatch", "onEpoch"] as const)(
    "aborted in %s: the model is as after the last finished step",
    async (moment) => {
      for (const later of [false, true]) {
        const begun = begin();
        const controller = new AbortController();
        const reason = new Error("the user left");
        let ended = 0;
        const abort = () => {
          if (begun.optimizer.t === 4) controller.abort(reason);
        };
        const wait = async () => {
          await turn();
          abort();
        };
        const rest = { signal: controller.signal, [moment]: later ? wait : abort, onEnd: () => ended++ };
        await expect(fitAsync(begun.model, data, optionsOf(begun, 9, rest))).rejects.toBe(reason);
        expect(stored(begun)).toEqual(after(4));
        expect(ended).toBe(1);
      }
    },
  );

  test("aborted in a pause, in the first epoch's validation as well", async () => {
    for (const steps of [2, 4]) {
      tick(100);
      const begun = begin();
      const controller = new AbortController();
      const training = fitAsync(
        begun.model,
        data,
        optionsOf(begun, 9, { signal: controller.signal, validation: data }),
      );
      while (begun.optimizer.t < steps) await turn();
      await turn();
      controller.abort();
      await expect(training).rejects.toMatchObject({ name: "AbortError" });
      const taken = begun.optimizer.t;
      expect(taken).toBeLessThanOrEqual(steps + 1);
      vi.restoreAllMocks();
      expect(stored(begun)).toEqual(after(taken));
    }
  });

  test("aborted before it begins: nothing has changed, and nothing is told", async () => {
    const begun = begin();
    const before = stored(begun);
    const calls: string[] = [];
    const rest = {
      signal: AbortSignal.abort("gone"),
      onStart: () => calls.push("start"),
      onEnd: () => calls.push("end"),
    };
    await expect(fitAsync(begun.model, data, optionsOf(begun, 9, rest))).rejects.toBe("gone");
    expect(stored(begun)).toEqual(before);
    expect(calls).toEqual([]);
    const bare = { signal: { aborted: true } };
    await expect(fitAsync(begun.model, data, optionsOf(begun, 9, bare))).rejects.toThrow("fitAsync: aborted");
  });
});
