import type { Plugin } from "@downhill/plugin";
import { exp, log } from "@downhill/plugin/math";
import type { Dimension, Space } from "./plan.ts";
import { stateOf } from "./state.ts";

/** What the plugin's metadata say of its search. */
export function spaceOf(plugin: Plugin): Space {
  const hyper: Record<string, Dimension> = {};
  for (const [name, { default: value, range, scale, search }] of Object.entries(plugin.hyper)) {
    if (!search) continue;
    checkRange(plugin, name, range, scale);
    hyper[name] = { default: value, range, scale };
  }
  const evaluations = plugin.evaluations(defaultsOf(plugin));
  const gradients = 1 + (typeof evaluations === "number" ? evaluations : 0);
  return { hyper, rate: Object.hasOwn(plugin.hyper, "lr"), gradients, state: stateOf(plugin) };
}

export const defaultsOf = ({ hyper }: Plugin): Record<string, number> =>
  Object.fromEntries(Object.entries(hyper).map(([name, { default: value }]) => [name, value]));

function checkRange({ name }: Plugin, hyper: string, range: readonly number[], scale: string): void {
  const [least, most] = range as [number, number];
  if (Number.isFinite(least) && Number.isFinite(most) && least <= most && !(scale === "log" && least === 0)) return;
  const wanted = scale === "log" ? "finite and above 0" : "finite";
  throw new RangeError(`${name}: ${hyper} is searched, so its range must be ${wanted}, got [${range.join(", ")}]`);
}

/** The value at a place of its range, 0 to 1, evenly on its scale; to three digits, which is as far as anybody tunes. */
export function valueAt({ range, scale }: Pick<Dimension, "range" | "scale">, place: number): number {
  const [least, most] = range;
  const between = (from: number, to: number) => from + (to - from) * place;
  // `toPrecision` is exact in every engine. 1 - 0.0123 has digits of its own.
  const rounded = (x: number, digits = 3) => Number(x.toPrecision(digits));
  const inRange = (x: number) => Math.min(Math.max(x, least), most);
  switch (scale) {
    case "log":
      return inRange(rounded(exp(between(log(least), log(most)))));
    case "decay":
      return inRange(rounded(1 - rounded(exp(between(log(1 - least), log(1 - most)))), 15));
    case "linear":
      return inRange(rounded(between(least, most)));
    case "whole":
    case "flag":
      return inRange(Math.floor(between(least, most + 1)));
  }
}

/** The share of a range, at either end, that is its edge. */
const EDGE = 0.05;

/**
 * Whether a value lies at an end of its range, so that better ones may lie beyond. The lower end is none where the default is
 * below it, such as no weight decay: that was tried first.
 */
export function isAtEdge(dimension: Dimension, value: number): boolean {
  const place = placeOf(dimension, value);
  return place >= 1 - EDGE || (place <= EDGE && dimension.default >= dimension.range[0]);
}

/** The inverse of `valueAt`, but for its rounding. */
function placeOf({ range: [least, most], scale }: Dimension, value: number): number {
  const along = scale === "log" ? log : scale === "decay" ? (x: number) => -log(1 - x) : (x: number) => x;
  return (along(value) - along(least)) / (along(most) - along(least));
}
