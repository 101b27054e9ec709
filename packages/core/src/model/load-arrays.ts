import { checkOptions, isList, refuse, show } from "@downhill/plugin/arguments";
import type { LayerBuffer } from "../layers/layer.ts";
import { checkMatch, MATCH, type MatchOptions, matched } from "./matched.ts";

/**
 * Copies `state` into the values of `entries`: parameters and buffers.
 * @throws RangeError or TypeError for a name that is unknown or missing, a wrong length, or something that is not a
 *   number; then nothing has changed.
 */
export function loadArrays(
  entries: Readonly<Record<string, LayerBuffer>>,
  state: Readonly<Record<string, ArrayLike<number>>>,
  options: MatchOptions = {},
): void {
  if (typeof state !== "object" || state === null || isList(state))
    refuse("model.load", "state", "arrays by name", state);
  checkOptions("model.load", options, MATCH);
  checkMatch("model.load", options);
  const found = matched(
    state,
    entries,
    options,
    (name) => `model: cannot load ${name}: this model has ${Object.keys(entries).join(", ")}`,
    (name) => `model: cannot load without ${name}`,
  );
  for (const [name, given] of Object.entries(found)) {
    const { value, shape } = entries[name]!;
    if (given?.length !== value.length) {
      throw new RangeError(
        `model: cannot load ${name}: shape [${shape.join(", ")}] needs ${value.length} numbers, got ${given?.length}`,
      );
    }
    for (let i = 0; i < given.length; i++) {
      if (typeof given[i] !== "number") {
        throw new TypeError(`model: cannot load ${name}: element ${i} is ${show(given[i])}, not a number`);
      }
    }
  }
  // Copies first: the state given may be views of this very model's.
  const copies = Object.entries(found).map(
    ([name, given]) => [entries[name]!.value, Float32Array.from(given)] as const,
  );
  for (const [value, copy] of copies) value.set(copy);
}
