import { begin, fingerprint } from "../training.ts";
import type { Message } from "./message.ts";

const show = (id: string, text: string) => {
  document.getElementById(id)!.textContent = text;
};

const worker = new Worker(new URL("worker.ts", import.meta.url), { type: "module" });
worker.onmessage = async ({ data }: MessageEvent<Message>) => {
  if ("epoch" in data) {
    show("epoch", String(data.epoch));
    show("loss", data.loss.toFixed(4));
    return;
  }
  const { model } = begin();
  model.load(data.weights); // the page's own, to predict with
  show("weights", await fingerprint(model));
};
worker.onerror = ({ message }) => show("error", message);
