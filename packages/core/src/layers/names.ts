import { isList } from "@downhill/plugin/arguments";
import { engineOf, isModel } from "../model/engine.ts";
import type { EngineLayer } from "./engine.ts";
import type { Layer } from "./layer.ts";
import { nested } from "./nested.ts";

/** A model takes the place of a layer, with its own parameters. */
export type LayerLike = Layer | { readonly layers: readonly Layer[] };

/** Layers one after the other: a list, or a record that names them. */
export type Layers = readonly LayerLike[] | Readonly<Record<string, LayerLike>>;

export interface NamedLayer {
  readonly name: string;
  readonly layer: EngineLayer;
}

/**
 * Layers with their names: those that a record gives them, or in a list their kind and index among all, `dense0`.
 * @throws TypeError for something that is no layer; RangeError for none, and for a name that does not do
 */
export function nameLayers(owner: string, layers: Layers): NamedLayer[] {
  if (typeof layers !== "object" || layers === null || (!Array.isArray(layers) && isList(layers)))
    throw new TypeError(`${owner}: the layers must be a list or a record of layers, got ${String(layers)}`);
  const list = Array.isArray(layers);
  const named = Object.entries(layers as Record<string, LayerLike>).map(([key, given]): NamedLayer => {
    const layer = layerOf(owner, list ? `layer ${key}` : `layer "${key}"`, given);
    return { name: list ? `${layer.name}${key}` : checkName(owner, key), layer };
  });
  if (named.length === 0) throw new RangeError(`${owner}: there must be at least one layer, got 0`);
  return named;
}

function layerOf(owner: string, what: string, given: unknown): EngineLayer {
  if (typeof given === "function") {
    throw new TypeError(`${owner}: ${what} is a function: call it, as in ${given.name || "relu"}()`);
  }
  if (isModel(given)) return nested(engineOf(given));
  const { name, outputShape, forward, backward } = Object(given) as Partial<Layer>;
  if (typeof name === "string" && [outputShape, forward, backward].every((each) => typeof each === "function"))
    return given as EngineLayer;
  const got = typeof given === "object" && given !== null ? "another object" : String(given);
  throw new TypeError(`${owner}: ${what} must be a layer with name, outputShape, forward and backward, got ${got}`);
}

/** Names of parameters are joined by dots; and JavaScript puts keys that are whole numbers before all others. */
function checkName(owner: string, name: string): string {
  if (/^[^.\s]+$/.test(name) && !/^\d+$/.test(name)) return name;
  throw new RangeError(`${owner}: a layer's name must have no dots or spaces and not be a number, got "${name}"`);
}

/** The name of something within something of that name; "" is the thing itself. */
export const joinNames = (outer: string, inner: string): string => (inner === "" ? outer : `${outer}.${inner}`);
