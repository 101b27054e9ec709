import { isList } from "./arguments.ts";
import { mustBe } from "./errors.ts";

/** Numbers in lists in lists, as deep as there are dimensions. */
export type NestedNumbers = readonly number[] | readonly NestedNumbers[];

/**
 * The shape of nested lists, which first elements show, and their numbers in order: of a typed array, itself.
 * @param data a list: how deep it is, is seen here
 * @throws TypeError naming what is no number, RangeError naming a row of another length than the first
 */
export function readNested(
  owner: string,
  data: ArrayLike<unknown>,
): { readonly shape: readonly number[]; readonly numbers: ArrayLike<number> } {
  const shape: number[] = [];
  for (let first: unknown = data; isList(first); first = first[0]) shape.push(first.length);
  if (ArrayBuffer.isView(data) && typeof data[0] !== "bigint") return { shape, numbers: data as ArrayLike<number> };
  const numbers: number[] = [];
  const read = (list: unknown, depth: number, path: string) => {
    if (!isList(list) || list.length !== shape[depth])
      mustBe(`${owner}: data${path}`, `a list of ${shape[depth]}, as those before it`, list);
    for (let i = 0; i < list.length; i++) {
      const item = list[i];
      if (depth < shape.length - 1) read(item, depth + 1, `${path}[${i}]`);
      else if (typeof item === "number") numbers.push(item);
      else mustBe(`${owner}: data${path}[${i}]`, "a number", item, "", TypeError);
    }
  };
  read(data, 0, "");
  return { shape, numbers };
}
