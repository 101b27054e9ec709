/** The process of a JavaScript subject: answers the requests on stdin, line by line. */

import { createInterface } from "node:readline";
import type { Job, Reply, Request } from "./job.ts";
import { measure, type Sample, warmUp } from "./measure.ts";
import type { Prepared, Skipped } from "./subjects/prepared.ts";

// Stdout is for replies.
console.log = console.info = console.error;

let prepared: Prepared | undefined;
let sample: Sample = { steps: 1, milliseconds: 0 };

for await (const line of createInterface({ input: process.stdin })) {
  const reply = await answer(JSON.parse(line) as Request).catch((error: Error) => ({ error: error.message }));
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}

async function answer(request: Request): Promise<Reply> {
  if (request.do === "prepare") {
    const made = await prepare(request.subject, request.job);
    if ("skipped" in made) return made;
    prepared = made;
    sample = warmUp(prepared, request.milliseconds);
    return { description: prepared.description };
  }
  if (!prepared) throw new Error("there is nothing prepared");
  if (request.do === "measure") return { nanoseconds: measure(prepared, sample, request.milliseconds) };
  prepared.dispose();
  prepared = undefined;
  globalThis.gc?.();
  return {};
}

/** Each subject's process loads its own libraries only. */
async function prepare(subject: string, job: Job): Promise<Prepared | Skipped> {
  if (job.work === "train") {
    if (subject.startsWith("tfjs")) return (await import("./subjects/tfjs-train.ts")).prepareTfjsTrain(subject, job);
    return (await import("./subjects/downhill-train.ts")).prepareDownhillTrain(subject, job);
  }
  if (subject.startsWith("tfjs")) return (await import("./subjects/tfjs-step.ts")).prepareTfjsStep(subject, job);
  if (subject === "plain-js") return (await import("./subjects/plain-step.ts")).preparePlainStep(subject, job);
  if (subject === "products") return (await import("./subjects/products-step.ts")).prepareProductsStep(subject, job);
  return (await import("./subjects/downhill-step.ts")).prepareDownhillStep(subject, job);
}
