/** Trains off the page's thread, a batch of epochs for each request. */

import { EntrantError, lockstep, type Standing } from "./lockstep.ts";
import type { Course, Reply, Request } from "./protocol.ts";

const send = (reply: Reply): void => postMessage(reply);

let course: Course | undefined;
let race: Iterator<Standing[]> | undefined;
let epoch = 0;

function train(milliseconds: number): void {
  if (!course || !race) return;
  const from = epoch;
  const rows = course.entrants.map(() => ({ loss: [] as (number | null)[], accuracy: [] as (number | null)[] }));
  const until = performance.now() + milliseconds;
  do {
    const next = race.next();
    if (next.done) break;
    next.value.forEach((standing, i) => {
      rows[i]!.loss.push(standing.loss);
      rows[i]!.accuracy.push(standing.accuracy);
    });
    epoch++;
  } while (performance.now() < until);
  send({
    type: "batch",
    from,
    loss: rows.map((row) => row.loss),
    accuracy: rows.map((row) => row.accuracy),
    finished: epoch === course.epochs,
  });
}

addEventListener("message", ({ data }: MessageEvent<Request>) => {
  try {
    if (data.type === "train") {
      train(data.milliseconds);
    } else {
      course = data.course;
      race = lockstep(course);
      epoch = 0;
    }
  } catch (error) {
    race = undefined;
    send({
      type: "failure",
      message: error instanceof Error ? error.message : String(error),
      ...(error instanceof EntrantError ? { entrant: error.entrant } : {}),
    });
  }
});
