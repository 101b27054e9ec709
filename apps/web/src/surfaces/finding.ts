/** What the paths show, in a sentence that says no more than they do. */

import { grouped, shown } from "../race/numbers.ts";
import { listed } from "../race/verdict.ts";
import { arrivalOf, GOAL, type Path } from "./paths.ts";

export interface Walked {
  readonly name: string;
  readonly path: Path;
}

export const lastOf = ({ values }: Path): number => values.at(-1)!;

/** Who arrived, first come first; then the others, lowest first; then those that are lost. */
export function ranked<W extends Pick<Walked, "path">>(walked: readonly W[]): W[] {
  const place = ({ path }: W) => [Number(path.diverged !== null), arrivalOf(path) ?? Number.MAX_VALUE, lastOf(path)];
  return [...walked].sort((one, other) => {
    const [mine, theirs] = [place(one), place(other)];
    const at = mine.findIndex((each, i) => each !== theirs[i]);
    return at < 0 ? 0 : mine[at]! - theirs[at]!;
  });
}

export const valueText = (value: number, digits = 3): string => (value === 0 ? "0" : shown(value, digits));

const counted = (steps: number): string => `${grouped(steps)} ${steps === 1 ? "step" : "steps"}`;

export function findingOf(walked: readonly Walked[], steps: number): string {
  const order = ranked(walked);
  const going = order.filter(({ path }) => path.diverged === null);
  const lost = order.filter(({ path }) => path.diverged !== null);
  if (!going.length) return `${walked.length === 1 ? walked[0]!.name : "All of them"} diverged.`;
  const arrived = going.filter(({ path }) => arrivalOf(path) !== null);
  const diverged = lost.map(({ name, path }) => ` ${name} diverged at step ${grouped(path.diverged!)}.`).join("");
  const [first, ...others] = arrived;
  if (!first) {
    const [lowest, next] = going;
    const behind = next ? `; ${next.name} to ${valueText(lastOf(next.path), 2)}` : "";
    return `${lowest!.name} came lowest in ${counted(steps)}, to ${valueText(lastOf(lowest!.path), 2)}${behind}.${diverged}`;
  }
  const step = arrivalOf(first.path)!;
  const late = others.filter(({ path }) => arrivalOf(path)! > step);
  const firsts = listed(arrived.slice(0, arrived.length - late.length).map(({ name }) => name));
  const needed = late.map(({ name, path }) => `${name} needed ${grouped(arrivalOf(path)!)}`);
  const missing = going.slice(arrived.length).map(({ name }) => name);
  const missed = missing.length ? ` ${listed(missing)} ${missing.length === 1 ? "has" : "have"} not.` : "";
  const rest = needed.length ? `; ${listed(needed)}` : "";
  return `${firsts} came below ${shown(GOAL, 1)} first, after ${counted(step)}${rest}.${missed}${diverged}`;
}

/** Steps to say a path in a few numbers: 0, 1, 2, 5, 10, … and the last. */
export function milestones(last: number): number[] {
  const found = [0];
  for (let power = 1; power <= last; power *= 10)
    found.push(...[1, 2, 5].map((each) => each * power).filter((each) => each < last));
  return last > 0 ? [...found, last] : found;
}
