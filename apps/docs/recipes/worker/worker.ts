import { fit } from "@downhill/core";
import { begin, fingerprint } from "../training.ts";
import type { Message } from "./message.ts";

const send = (message: Message) => postMessage(message);

const { model, data, options } = begin();
fit(model, data, {
  ...options,
  onEpoch: ({ epoch, loss }) => send({ epoch, loss }),
});
send({ weights: model.state(), fingerprint: await fingerprint(model) });
