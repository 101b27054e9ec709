import { fit } from "@downhill/core";
import { begin } from "../training.ts";

const { model, data, options } = begin();
try {
  fit(model, data, {
    ...options,
    onEpoch: (report) => postMessage(report), // the model and the optimizer are in it
  });
} catch (error) {
  postMessage(String(error));
}
