/** A worker that trains: the race's, and one beside it for whole runs, which the browser then has already. */
export const openWorker = (): Worker =>
  new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "lanes" });
