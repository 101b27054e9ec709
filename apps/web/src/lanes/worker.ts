/** Trains off the page's thread. What it is told it does in that order; a frame takes as long as it is given. */

import type { Tensor } from "@downhill/core";
import { type RunResult, type RunSpec, runToEnd } from "@downhill/runs/run";
import { OWN } from "../planes/own-name.ts";
import { type Answers, isOfResults, type Kind, type Question } from "../rooms/questions.ts";
import { contenderOf, factsOf, laneFactsOf, problemSaid } from "./facts.ts";
import { type Field, field, LaneError } from "./field.ts";
import type { Fitter } from "./fit.ts";
import { load, loadCatalog, loadProblems, pluginOf, surroundings } from "./names.ts";
import { cells, mapOf } from "./plane.ts";
import type { Course, Facts, Frame, NumberedEntry, Reply, Request } from "./protocol.ts";

interface Underway {
  readonly race: number;
  readonly course: Course;
  readonly field: Field;
  facts: Facts | undefined;
  fitter: Fitter | null;
  /** The middles of a map's cells, size × size. */
  middles: Tensor | undefined;
  /** Whose map is next. */
  turn: number;
}

let underway: Underway | undefined;

function send(reply: Reply, transfer: ArrayBuffer[] = []): void {
  postMessage(reply, { transfer });
}

async function begin(race: number, course: Course, entries: readonly NumberedEntry[]): Promise<void> {
  const next: Underway = {
    race,
    course,
    field: field(course),
    facts: undefined,
    fitter: null,
    middles: undefined,
    turn: 0,
  };
  await enter(next, entries);
  underway?.field.dispose();
  underway = next;
}

/** Says of every lane that is new what it is, and of the problem once. */
async function enter(to: Underway, entries: readonly NumberedEntry[]): Promise<void> {
  const { race, course } = to;
  await load(course.problem.name, course.points, entries);
  const before = new Set(to.field.lanes.keys());
  to.field.enter(entries, surroundings);
  for (const { id, optimizer } of entries) {
    const { now } = to.field.lanes.get(id)!;
    if (!to.facts) {
      const code = location.pathname.split("/").at(-1)!;
      const facts = factsOf(race, course, surroundings.problems[course.problem.name]!, now);
      if (!facts.plane) to.fitter = (await import("./fit.ts")).fitterOf(now.task, facts.metric);
      to.facts = { ...facts, fit: to.fitter?.fit ?? null, code };
      send(to.facts);
    }
    if (!before.has(id)) send(laneFactsOf(race, id, pluginOf(optimizer), now));
  }
}

/** Of every lane, or of the one whose turn it is. */
function learned(of: Underway, size: number, which: "next" | "all"): Pick<Frame, "maps" | "fits"> {
  const { plane } = of.facts!;
  if (size === 0 || !(plane || of.fitter)) return { maps: [], fits: [] };
  const lanes = [...of.field.lanes];
  const drawn = which === "all" ? lanes : [lanes[of.turn++ % lanes.length]!];
  if (!plane) return { maps: [], fits: drawn.map(([id, { now }]) => of.fitter!.frame(id, now)) };
  if (of.middles?.shape[0] !== size * size) of.middles = cells(plane.bounds, size);
  return { maps: drawn.map(([id, { now }]) => mapOf(id, now, of.middles!, size)), fits: [] };
}

function pull({ race, until, milliseconds, jumps, mapSize, maps }: Request & { type: "pull" }): void {
  if (underway?.race !== race) return;
  const end = performance.now() + milliseconds;
  const abreast = underway.field.advance(until, () => performance.now() > end, jumps);
  const lanes = underway.field.frames();
  const drawn = learned(underway, mapSize, maps);
  const frame: Frame = { type: "frame", race, at: underway.field.at, abreast, lanes, ...drawn };
  const arrays = [
    ...lanes.flatMap(({ points }) => Object.values(points)),
    ...drawn.maps.flatMap(({ classes, certainty }) => [classes, certainty]),
    ...drawn.fits.map(({ values }) => values),
  ];
  send(
    frame,
    arrays.map(({ buffer }) => buffer as ArrayBuffer),
  );
}

/** Null for a run that its spec forbids: what is swept may leave what an optimizer takes. */
function resultOf(spec: RunSpec): RunResult | null {
  try {
    return runToEnd(spec, surroundings);
  } catch {
    return null;
  }
}

async function answer(request: Request): Promise<void> {
  if (request.type === "race") return begin(request.race, request.course, request.entries);
  if (request.type === "pull") return pull(request);
  if (request.type === "catalog") {
    const { optimizers, wrappers } = await loadCatalog();
    const contenders = Object.values(optimizers).map(contenderOf);
    return send({ type: "catalog", contenders, wrappers: Object.keys(wrappers) });
  }
  if (request.type === "run") {
    await load(request.spec.problem.name, request.points, [request.spec]);
    return send({ type: "ran", id: request.id, result: resultOf(request.spec) });
  }
  if (request.type === "problems") {
    const all = Object.values(await loadProblems()).filter(({ name }) => name !== OWN);
    return send({ type: "problems", problems: await Promise.all(all.map(problemSaid)) });
  }
  if (request.type === "ask") return send(await answered(request));
  if (underway?.race !== request.race) return;
  if (request.type === "lanes") return enter(underway, request.entries);
  underway.field.advance(request.at, () => false, true);
  const hashes = [...underway.field.lanes].map(([id, { now }]) => [id, now.hash()]);
  send({ type: "hashes", race: request.race, at: request.at, hashes: Object.fromEntries(hashes) });
}

async function answered({ number, question }: Request & { type: "ask" }): Promise<Reply> {
  try {
    return { type: "answer", number, value: await found(question) };
  } catch (error) {
    return { type: "answer", number, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** What answers comes when it is asked. */
async function found(question: Question): Promise<Answers[Kind]> {
  if (isOfResults(question)) return (await import("../results/answers.ts")).answerTo(question);
  return (await import("../rooms/answers.ts")).answerTo(question, underway?.field.lanes ?? new Map());
}

/** One after the other, since some wait for what they load. */
let queue = Promise.resolve();

addEventListener("message", ({ data }: MessageEvent<Request>) => {
  queue = queue
    .then(() => answer(data))
    .catch((error: unknown) => {
      const whole = error instanceof Error ? error.message : String(error);
      // Where in a run's spec it stands is of no interest where nobody wrote one.
      const message = whole.replace(/^run: (spec\.[\w.]+: )?/, "");
      const lane = error instanceof LaneError ? error.id : null;
      send({ type: "failure", of: data.type, race: "race" in data ? data.race : -1, message, lane });
    });
});
