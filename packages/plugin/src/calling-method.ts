import { calls } from "./calling.ts";
import type { HyperSpec } from "./contract.ts";
import { type MethodMetadata, type StateSpec, shared } from "./define.ts";
import type { Method } from "./method.ts";
import { methodOf, stateEntries } from "./states.ts";

/** What methods written in TypeScript have in common. */
export function callingMethodOf(definition: MethodMetadata<HyperSpec, StateSpec>) {
  const { name, hyper, random, options = [], throws = false, needsLoss } = definition;
  const method = methodOf(definition);
  const drawn: StateSpec = random ? { seed: shared(0), drawn: shared(0) } : {};
  return {
    ...method,
    state: { ...method.state, ...stateEntries(name, drawn, hyper) },
    options: random ? [...options, "random", "seed"] : options,
    random,
    calls,
    needsLoss,
    throws: (given) => throws || given.random !== undefined || given.hessian !== undefined,
  } satisfies Omit<Method, "engine">;
}
