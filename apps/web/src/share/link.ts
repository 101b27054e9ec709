/** A race in the address: its specs, and what was seen of it, so that who opens it can tell whether it is the same. */

import type { Entry, Race } from "../race/race.ts";

/** What a lane came to: see proof.ts. */
export interface Seen {
  /** Of the weights after `at` evaluations. */
  readonly hash: string;
  readonly trail: string;
}

/** What all lanes were on the way, and what computed them: the worker's file, and whether without WebAssembly. */
export interface Witness {
  readonly trail: string;
  readonly code: string;
  readonly portable: boolean;
}

/** What the room of surfaces shows of the race's optimizers; what was seen is then of their paths. */
export interface SurfaceShared {
  /** Of the function. */
  readonly id: string;
  readonly start: readonly [x: number, y: number];
  readonly steps: number;
  readonly rates: "best" | "race";
}

export interface Shared {
  readonly race: Race;
  readonly surface?: SurfaceShared | undefined;
  /** Where it was looked at; null where only the race is shared. */
  readonly at: number | null;
  /** Of each entry; empty where nobody looked. */
  readonly seen: readonly Seen[];
  readonly witness?: Witness | undefined;
}

const KEY = "race=";

/** The part of an address after its #. */
export const linkOf = (shared: Shared): string => KEY + encode(JSON.stringify({ version: 1, ...shared }));

/**
 * @returns null where the address has no race
 * @throws RangeError that says what is wrong with it
 */
export function readLink(hash: string): Shared | null {
  const text = hash.replace(/^#/, "");
  if (!text.startsWith(KEY)) return null;
  const read: unknown = parsed(text.slice(KEY.length));
  if (!isRecord(read)) throw new RangeError("The link holds no race.");
  const { version, race, at = null, seen = [], witness, surface } = read;
  if (version !== 1) throw new RangeError(`The link is of version ${String(version)}, which this page does not know.`);
  const whole = at === null || (Number.isInteger(at) && (at as number) >= 0);
  if (!whole) throw new RangeError(`The link's step is ${JSON.stringify(at)}, which is no step.`);
  if (!Array.isArray(seen) || !seen.every(isSeen) || (seen.length > 0 && !isWitness(witness)))
    throw new RangeError("What the link says was seen is cut or changed.");
  const seenBy = seen.length > 0 ? { witness: witness as Witness } : {};
  const room = surface === undefined ? {} : { surface: checkedSurface(surface) };
  return { race: checkedRace(race), at: at as number | null, seen, ...seenBy, ...room };
}

/** The room itself knows which functions there are. */
function checkedSurface(surface: unknown): SurfaceShared {
  if (!isRecord(surface) || typeof surface.id !== "string") throw new RangeError("The link's surface has no function.");
  const { id, start, steps, rates } = surface;
  const isPlace = isNumbers(start) && start.length === 2 && start.every((x) => Math.abs(x) <= 1e6);
  if (!isPlace)
    throw new RangeError(`The link's paths start at ${JSON.stringify(start)}; it must be x and y, up to a million.`);
  if (!Number.isInteger(steps) || (steps as number) < 1 || (steps as number) > 3000)
    throw new RangeError(`The link's paths are ${JSON.stringify(steps)} steps long; they may be 1 to 3,000.`);
  if (rates !== "best" && rates !== "race")
    throw new RangeError(`The link's rates are ${JSON.stringify(rates)}; they may be best or race.`);
  return { id, start: [start[0]!, start[1]!], steps: steps as number, rates };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(decode(text));
  } catch {
    throw new RangeError("The link is cut or changed: what is in it cannot be read.");
  }
}

/** As far as a race's shape goes: the worker checks what is in it. */
function checkedRace(race: unknown): Race {
  if (!isRecord(race)) throw new RangeError("The link holds no race.");
  const { problem, points, seed, precision, budget, target, entries } = race;
  if (!isRecord(problem) || typeof problem.name !== "string") throw new RangeError("The link's race has no problem.");
  if (!Array.isArray(entries) || entries.length === 0 || entries.length > MOST || !entries.every(isEntry))
    throw new RangeError(`The link's race must have 1 to ${MOST} optimizers.`);
  if (target !== null && typeof target !== "number") throw new RangeError("The link's finish is no loss.");
  if (!Number.isInteger(budget) || (budget as number) < 1 || (budget as number) > 1e6)
    throw new RangeError(`The link's race is ${JSON.stringify(budget)} steps long; it may be 1 to 1,000,000.`);
  if (points !== undefined && !isNumbers(points)) throw new RangeError("The link's points are no numbers.");
  const own = points === undefined ? {} : { points };
  return { problem, ...own, seed, precision, budget, target, entries } as unknown as Race;
}

const MOST = 24;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isEntry = (value: unknown): value is Entry =>
  isRecord(value) && typeof value.optimizer === "string" && isRecord(value.hyper);

const isSeen = (value: unknown): value is Seen =>
  isRecord(value) && typeof value.hash === "string" && typeof value.trail === "string";

const isWitness = (value: unknown): value is Witness =>
  isRecord(value) && typeof value.trail === "string" && typeof value.code === "string";

const isNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((x) => typeof x === "number");

/** Text in letters, digits, - and _: no address changes them on its way. */
function encode(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function decode(text: string): string {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(binary, (letter) => letter.charCodeAt(0)));
}
