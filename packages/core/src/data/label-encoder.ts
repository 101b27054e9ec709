import { isList, refuse, show } from "@downhill/plugin/arguments";

/** What a class may be called. */
export type ClassName = string | number;

/** Class names to indices, from 0 on, and back. */
export interface LabelEncoder<Name extends ClassName = string> {
  /** In the order of their indices. Store them with the model: `save(model, { metadata: { classes: JSON.stringify(classes) } })`. */
  readonly classes: readonly Name[];
  /** The index of each name: labels, as losses over classes take them. @throws RangeError naming one that is no class */
  encode(names: ArrayLike<Name>): Int32Array;
  /** The names of indices, such as `argmax` gives. @throws RangeError for one that is not from 0 to below their number */
  decode(indices: ArrayLike<number>): Name[];
}

/**
 * Encodes class names: `labelEncoder(["setosa", "versicolor", "virginica"])`, whose order is that of the outputs; or those
 * that are in the data, `labelEncoder(classNames(species))`.
 * @throws TypeError for something else than a list of strings or numbers; RangeError for none, or one that is there twice.
 */
export function labelEncoder<const Name extends ClassName>(classes: ArrayLike<Name>): LabelEncoder<Name> {
  const owner = "labelEncoder";
  checkNames(owner, "classes", classes);
  if (classes.length === 0) throw new RangeError(`${owner}: classes must be at least one name, got none`);
  const names = Object.freeze(Array.from(classes));
  const indices = new Map<unknown, number>();
  for (const [i, name] of names.entries()) {
    if (indices.has(name)) {
      throw new RangeError(`${owner}: ${show(name)} is there twice: labelEncoder(classNames(list)) takes each once`);
    }
    indices.set(name, i);
  }
  return Object.freeze({
    classes: names,
    encode(given) {
      if (!isList(given)) refuse(owner, "names", "a list of class names", given);
      return Int32Array.from({ length: given.length }, (_, i) => {
        const index = indices.get(given[i]);
        if (index !== undefined) return index;
        throw new RangeError(`${owner}: name ${show(given[i])} of item ${i} is none of ${names.map(show).join(", ")}`);
      });
    },
    decode(given) {
      if (!isList(given)) refuse(owner, "indices", "a list of class indices", given);
      return Array.from({ length: given.length }, (_, i) => {
        const index: unknown = given[i];
        if (typeof index === "number" && Object.hasOwn(names, index)) return names[index]!;
        throw new RangeError(
          `${owner}: index ${show(index)} of item ${i} is not a whole number from 0 to ${names.length - 1}`,
        );
      });
    },
  } satisfies LabelEncoder<Name>);
}

/**
 * The names that are in a list, each once, sorted as `np.unique` does: numbers by size, strings by their characters' codes.
 * @throws TypeError for something else than a list of strings, or of numbers
 */
export function classNames<Name extends ClassName>(labels: ArrayLike<Name>): Name[] {
  checkNames("classNames", "labels", labels);
  return [...new Set(Array.from(labels))].sort((a, b) => (a < b ? -1 : 1));
}

function checkNames(owner: string, argument: string, names: ArrayLike<unknown>): void {
  if (!isList(names)) refuse(owner, argument, "a list of class names", names);
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    const isName = typeof name === "string" || (typeof name === "number" && Number.isFinite(name));
    if (!isName) refuse(owner, `${argument}[${i}]`, "a string or a finite number", name);
    if (typeof name === typeof names[0]) continue;
    refuse(owner, `${argument}[${i}]`, `a ${typeof names[0]}, as the first is`, name);
  }
}
