import { parentPort } from "node:worker_threads";
import { fit } from "@downhill/core";
import { begin, fingerprint } from "../training.ts";

const { model, data, options } = begin();
fit(model, data, options);
parentPort!.postMessage(await fingerprint(model));
