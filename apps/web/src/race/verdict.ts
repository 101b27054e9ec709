/** One sentence from the data, which says no more than they do. */

import { grouped, plain, shown } from "./numbers.ts";
import type { Standing } from "./standings.ts";
import type { Lane } from "./state.ts";

export const listed = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

const counted = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight"];

const have = (count: number) => (count === 1 ? "has" : "have");

export interface Moment {
  /** In the order of their ranks. */
  readonly standings: readonly Standing[];
  readonly target: number | null;
  readonly at: number;
  /** Whether nothing more will come. */
  readonly over: boolean;
  readonly name: (lane: Lane) => string;
}

export function verdictOf({ standings, target, at, over, name }: Moment): string {
  if (at === 0)
    return `${capital(counted[standings.length] ?? String(standings.length))} ${standings.length === 1 ? "optimizer" : "optimizers"} at the start.`;
  const diverged = standings.filter((standing) => standing.diverged !== null);
  if (diverged.length === standings.length)
    return `${standings.length === 1 ? name(standings[0]!.lane) : "All of them"} diverged.`;
  const finished = standings.filter(({ finish }) => finish !== null);
  const [first, ...others] = finished;
  if (!first || target === null) return `${leads(standings, over, name)}${aside(diverged, name)}`;
  // In the race's order: who is ahead of whom may change from one moment to the next.
  const going = standings
    .filter((standing) => standing.finish === null && standing.diverged === null)
    .sort((a, b) => a.lane.pen - b.lane.pen);
  const missing = listed(going.map(({ lane }) => name(lane)));
  const needed = others.map(({ lane, finish }) => `${name(lane)} needed ${grouped(finish!)}`);
  const same = others.length > 0 && others[0]!.finish === first.finish;
  const sentence = same
    ? `${name(first.lane)} and ${name(others[0]!.lane)} reached ${plain(target)} first, after ${grouped(first.finish!)} steps`
    : `${name(first.lane)} reached ${plain(target)} first, after ${grouped(first.finish!)} steps`;
  const rest = listed(same ? needed.slice(1) : needed);
  const missed = missing ? ` ${missing} ${have(going.length)} not.` : "";
  return `${sentence}${rest ? `; ${rest}` : ""}.${missed}${aside(
    diverged.filter(({ finish }) => finish === null),
    name,
  )}`;
}

/** Who is ahead, and by how much. */
function leads(standings: readonly Standing[], over: boolean, name: Moment["name"]): string {
  const [first, second] = standings.filter(({ loss }) => loss !== null);
  if (!first) return "Nothing has been measured yet.";
  const verb = over ? "came lowest, to" : "leads at";
  const behind = second ? `; ${name(second.lane)} ${over ? "came to" : "is at"} ${shown(second.loss!, 2)}` : "";
  return `${name(first.lane)} ${verb} ${shown(first.loss!, 2)}${behind}.`;
}

/** Where several have, the table says at which steps. */
function aside(diverged: readonly Standing[], name: Moment["name"]): string {
  if (diverged.length === 0) return "";
  const when = diverged.length === 1 ? ` at step ${grouped(diverged[0]!.diverged!)}` : "";
  return ` ${listed(diverged.map(({ lane }) => name(lane)))} diverged${when}.`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
