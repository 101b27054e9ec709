/** Sends what the page and its worker found to where it comes from. */

import { type Report, report } from "./bits.ts";

export interface Found {
  readonly page: Report;
  readonly worker: Report;
}

const inWorker = new Promise<Report>((resolve, reject) => {
  const worker = new Worker(new URL("./bits-worker.ts", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data }) => resolve(data));
  worker.addEventListener("error", ({ message }) => reject(new Error(message)));
});
const found: Found = { page: await report(), worker: await inWorker };
await fetch("/found", { method: "POST", body: JSON.stringify(found) });
