import type { HyperSpec, StateEntry } from "./contract.ts";
import type { Metadata, OneState, StateSpec } from "./define.ts";
import { checkChoice, fail, isRecord, mustBe } from "./errors.ts";
import type { Method } from "./method.ts";

/** What a tensor has by itself, and a rule's step. */
const taken = ["w", "g", "t", "name", "shape", "role", "output", "outputAxis", "hyper"];

/**
 * A declared state, each with what it is.
 * @throws RangeError for a name that is taken, and for what is no state
 */
export function stateEntries(owner: string, spec: StateSpec = [], hyper: object = {}): Record<string, StateEntry> {
  const all: Readonly<Record<string, OneState>> = Array.isArray(spec)
    ? Object.fromEntries(spec.map((name) => [name, 0]))
    : (spec as never);
  const entries: Record<string, StateEntry> = {};
  for (const [name, given] of Object.entries(all)) {
    if (taken.includes(name) || name in hyper) fail(`${owner}: state "${name}" has a name that is taken`);
    if (typeof given !== "number" && !isRecord(given))
      mustBe(`${owner}: state "${name}"`, "a number or a record", given);
    const entry: StateEntry = {
      name,
      kind: "array",
      from: 0,
      ...(typeof given === "number" ? { from: given } : (given as object)),
    };
    const { kind, from } = entry;
    checkChoice(`${owner}: state "${name}": kind`, ["array", "scalar", "shared"], kind);
    if (!(typeof from === "number" ? !Number.isNaN(from) : from === "w" && kind === "array"))
      mustBe(`${owner}: state "${name}": from`, kind === "array" ? 'a number or "w"' : "a number", from);
    entries[name] = entry;
  }
  return entries;
}

/** @throws RangeError for what is no definition by that definer */
export function checkDefinition(definer: string, definition: object, method: string): void {
  const { name, hyper, [method]: run } = (definition ?? {}) as Record<string, unknown>;
  if (typeof name !== "string" || !isRecord(hyper) || typeof run !== "function")
    mustBe(`${definer}: a definition`, `a record with name, hyper and ${method}`, definition);
}

/** What methods of all kinds have in common. */
export function methodOf(definition: Metadata<HyperSpec, StateSpec>): Omit<Method, "throws" | "engine"> {
  const { name, doc, paper, reference, hyper, state, evaluations = 0 } = definition;
  return {
    ...{ name, doc, paper, reference, hyper },
    state: stateEntries(name, state, hyper),
    evaluations: (hyper, options) =>
      typeof evaluations === "function" ? evaluations(hyper as never, options) : evaluations,
    check: (hyper) => definition.check?.(hyper as never),
  };
}
