/** A page that trains on its own thread: what `training.spec.ts` asks of it. */

import { adam } from "@downhill/catalog";
import {
  batchNorm,
  dense,
  dropout,
  fitAsync,
  numpyRandom,
  relu,
  sequential,
  softmaxCrossEntropy,
  training,
} from "@downhill/core";
import { spiral } from "@downhill/problems";

const data = spiral({ samplesPerClass: 100, seed: 0 });

function begin() {
  const random = numpyRandom(1);
  const model = sequential([dense(64), batchNorm(), relu(), dropout(0.1), dense(3)], { input: 2, random });
  const optimizer = adam(model.parameters(), { lr: 0.01 });
  return { model, optimizer, options: { loss: softmaxCrossEntropy(), optimizer, epochs: 1e6, batchSize: 32 } };
}
type Begun = ReturnType<typeof begin>;

const frame = () => new Promise<number>(requestAnimationFrame);
const box = document.body.appendChild(document.createElement("div"));
box.style.cssText = "width: 40px; height: 40px; background: teal";

/** Moves the box for so many milliseconds, and counts the frames. */
async function animate(milliseconds: number): Promise<number> {
  const start = await frame();
  for (let frames = 1; ; frames++) {
    const now = await frame();
    if (now - start >= milliseconds) return frames;
    box.style.transform = `translateX(${(now - start) / 10}px)`;
  }
}

/** Trains until the animation has ended: the frames, and the steps. */
async function animateTraining(milliseconds: number): Promise<{ frames: number; steps: number }> {
  const { model, optimizer, options } = begin();
  const controller = new AbortController();
  const trained = fitAsync(model, data, { ...options, signal: controller.signal }).catch(() => {});
  const frames = await animate(milliseconds);
  controller.abort();
  await trained;
  return { frames, steps: optimizer.t };
}

/** The same without a pause. */
async function animateFrozen(milliseconds: number): Promise<{ frames: number; steps: number }> {
  const { model, optimizer, options } = begin();
  const counted = animate(milliseconds);
  await frame();
  const end = performance.now() + milliseconds;
  for (const _ of training(model, data, options)) if (performance.now() > end) break;
  return { frames: await counted, steps: optimizer.t };
}

/** Weights, running statistics and the optimizer's state, as text. */
const stored = ({ model, optimizer }: Begun): string =>
  JSON.stringify([model.state(), optimizer.state()], (_, value) =>
    ArrayBuffer.isView(value) ? [...(value as Float32Array)] : value,
  );

/** Trains until the button is pressed: what was thrown, and whether all is as after as many steps of a training by itself. */
async function trainUntilPressed(): Promise<{ reason: string; steps: number; same: boolean; ended: number }> {
  const begun = begin();
  const controller = new AbortController();
  const button = document.body.appendChild(document.createElement("button"));
  button.textContent = "Stop";
  button.addEventListener("click", () => controller.abort());
  let ended = 0;
  const reason = await fitAsync(begun.model, data, {
    ...begun.options,
    signal: controller.signal,
    onEnd: () => ended++,
  }).then(
    () => "none",
    ({ name }: Error) => name,
  );
  const steps = begun.optimizer.t;
  const alone = begin();
  for (const _ of training(alone.model, data, { ...alone.options, every: "batch" })) {
    if (alone.optimizer.t === steps) break;
  }
  return { reason, steps, same: stored(begun) === stored(alone), ended };
}

export interface Asked {
  animate: typeof animate;
  animateTraining: typeof animateTraining;
  animateFrozen: typeof animateFrozen;
  trainUntilPressed: typeof trainUntilPressed;
}
const asked: Asked = { animate, animateTraining, animateFrozen, trainUntilPressed };
Object.assign(window, asked);
