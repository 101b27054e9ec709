import type { Plugin } from "@downhill/plugin";
import { exp, log } from "@downhill/plugin/math";
import type { Dimension, Space } from "./plan.ts";

/** What the plugin's metadata say of its search. */
export function spaceOf(plugin: Plugin): Space {
  const hyper: Record<string, Dimension> = {};
  for (const [name, { default: value, range, scale, search }] of Object.entries(plugin.hyper)) {
    if (!search) continue;
    checkRange(plugin, name, range, scale);
    hyper[name] = { default: value, range, scale };
  }
  const defaults = Object.fromEntries(Object.entries(plugin.hyper).map(([name, { default: value }]) => [name, value]));
  const evaluations = plugin.evaluations(defaults);
  const gradients = 1 + (typeof evaluations === "number" ? evaluations : 0);
  return { hyper, rate: Object.hasOwn(plugin.hyper, "lr"), gradients };
}

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

/** Whether a value lies at an end of its range, so that better ones may lie beyond. One outside of it was not searched. */
export function isAtEdge({ range, scale }: Pick<Dimension, "range" | "scale">, value: number): boolean {
  const [least, most] = range;
  if (value < least || value > most || scale === "flag") return false;
  const place = (value - least) / (most - least);
  if (scale === "whole") return value === least || value === most;
  if (scale === "linear") return place <= EDGE || place >= 1 - EDGE;
  const along = scale === "log" ? log : (x: number) => -log(1 - x);
  const share = (along(value) - along(least)) / (along(most) - along(least));
  return share <= EDGE || share >= 1 - EDGE;
}
