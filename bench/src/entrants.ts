import { type Name, optimizers } from "@downhill/catalog";
import { list, oneOf } from "./options.ts";

const everybody = Object.keys(optimizers) as Name[];

/** Who takes part unless told otherwise: those of the notebook, whose settings suit its problem. */
export const entrants: readonly Name[] = ["adagrad", "adam", "rmsprop", "sgd"];

export const entrantWords = `${everybody.join(", ")}; "all" of them (default: ${entrants.join(", ")})`;

const names = list(oneOf<Name | "all">([...everybody, "all"]));

/** Optimizers by their names, or all. */
export function entrantList(text: string, before: readonly Name[] | undefined): Name[] {
  const given = names(text, before);
  return given.includes("all") ? everybody : (given as Name[]);
}
