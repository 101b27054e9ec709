/** The worker's part of the rooms: loaded when the first of them asks. */

import { type Observer, observer } from "../explain/observe.ts";
import type { Lane } from "../lanes/lane.ts";
import { load, pluginOf, surroundings } from "../lanes/names.ts";
import type { LaneId } from "../lanes/protocol.ts";
import { ownPoints } from "../planes/own.ts";
import { pointsOf } from "../planes/table.ts";
import { functions, type SurfaceFunction } from "../surfaces/functions.ts";
import { bestRate, pathOf, specOf, valuesOf } from "../surfaces/paths.ts";
import type { Answers, Kind, RoomsQuestion } from "./questions.ts";

/** Whom each lane is watched by; what is watched no more is given back. */
let observers = new Map<Lane, Observer>();
const rates = new Map<string, number | undefined>();

export async function answerTo(question: RoomsQuestion, lanes: ReadonlyMap<LaneId, Lane>): Promise<Answers[Kind]> {
  if (question.of === "step") {
    forget([...lanes.values()]);
    const lane = lanes.get(question.lane);
    return lane ? observerOf(lane).observe(question.step, question.place ?? undefined) : null;
  }
  if (question.of === "table") {
    const table = await pointsOf(question.text);
    ownPoints(table.points);
    return table;
  }
  const surface = functions.find(({ id }) => id === question.surface) as SurfaceFunction;
  await load(surface.problem.name, undefined, question.of === "field" ? [] : [question.walker]);
  if (question.of === "field") return valuesOf(surface, surface.window, question.columns, question.rows, surroundings);
  if (question.of === "path")
    return pathOf(specOf(surface, question.walker, question.start, question.steps), surroundings);
  const key = JSON.stringify(question);
  if (!rates.has(key)) rates.set(key, bestRate(surface, question.walker, question.steps, surroundings));
  return rates.get(key);
}

function observerOf(lane: Lane): Observer {
  let found = observers.get(lane);
  if (!found) {
    found = observer(lane.spec, surroundings, pluginOf(lane.spec.optimizer), lane.before);
    observers.set(lane, found);
  }
  return found;
}

function forget(present: readonly Lane[]): void {
  for (const [lane, each] of observers) if (!present.includes(lane)) each.dispose();
  observers = new Map([...observers].filter(([lane]) => present.includes(lane)));
}
