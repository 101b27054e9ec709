import { optimizers, parse, wrappers } from "@downhill/catalog";
import { InvalidArgumentError } from "commander";
import { list } from "../options.ts";

/** Those that are timed unless told otherwise: the notebook's. */
export const entrants: readonly string[] = ["adagrad", "adam", "rmsprop", "sgd"];

/** Every optimizer, and every wrapper around Adam: what it costs is what that costs more than Adam alone. */
const everybody: readonly string[] = [
  ...Object.keys(optimizers),
  ...Object.keys(wrappers).map((wrapper) => `${wrapper}(adam)`),
];

export const timedWords = `${everybody.join(", ")}; any other that wraps one of them; "all" of these (default: ${entrants.join(", ")}`;

const names = list((text) => {
  if (text === "all") return text;
  try {
    return parse(text).name;
  } catch {
    throw new InvalidArgumentError(`"${text}" is none of: ${everybody.join(", ")}, all.`);
  }
});

/** Optimizers by what `parse` reads, or all. */
export function timedList(text: string, before: readonly string[] | undefined): string[] {
  const given = names(text, before);
  return given.includes("all") ? [...everybody] : given;
}
