import { fit } from "@downhill/core";
import { begin, fingerprint } from "../training.ts";

const show = (id: string, text: string) => {
  document.getElementById(id)!.textContent = text;
};

const { model, data, options } = begin();
fit(model, data, options);
show("weights", await fingerprint(model));

// The fastest of 20 times what has just been done: other programs are in the way of the rest.
let best = Number.POSITIVE_INFINITY;
for (let time = 0; time < 20; time++) {
  const start = performance.now();
  fit(model, data, options);
  best = Math.min(best, performance.now() - start);
  await new Promise((resume) => setTimeout(resume));
}
show("milliseconds", best.toFixed(1));
