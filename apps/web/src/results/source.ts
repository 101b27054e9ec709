/** A worker for the results: they go when the tab is left. */

import { openWorker } from "../lanes/open-worker.ts";
import type { Reply, Request } from "../lanes/protocol.ts";
import { asking } from "../rooms/asking.ts";
import type { Ask } from "../rooms/questions.ts";

export interface Source {
  readonly ask: Ask;
  destroy(): void;
}

export function source(): Source {
  const worker = openWorker();
  const { ask, answer, refuse } = asking((number, question) => {
    worker.postMessage({ type: "ask", number, question } satisfies Request);
  });
  worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => {
    if (data.type !== "answer") return;
    if ("problem" in data) refuse(data.number, data.problem);
    else answer(data.number, data.value);
  });
  return { ask, destroy: () => worker.terminate() };
}
