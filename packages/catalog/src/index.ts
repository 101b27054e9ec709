// Written by `pnpm sync` from packages/optimizers: edit those.
import { adagrad } from "@downhill/adagrad";
import { adam } from "@downhill/adam";
import { adamw } from "@downhill/adamw";
import { cautious } from "@downhill/cautious";
import { ema } from "@downhill/ema";
import { lookahead } from "@downhill/lookahead";
import { madgrad } from "@downhill/madgrad";
import { nadam } from "@downhill/nadam";
import { novograd } from "@downhill/novograd";
import { accumulate, clip, type Plugin, type Wrapper } from "@downhill/plugin";
import { radam } from "@downhill/radam";
import { rmsprop } from "@downhill/rmsprop";
import { sam } from "@downhill/sam";
import { scheduleFreeAdamw } from "@downhill/schedule-free-adamw";
import { sgd } from "@downhill/sgd";
import { swa } from "@downhill/swa";
import { type Read, read } from "./read.ts";

export {
  accumulate,
  adagrad,
  adam,
  adamw,
  cautious,
  clip,
  ema,
  lookahead,
  madgrad,
  nadam,
  novograd,
  radam,
  rmsprop,
  sam,
  scheduleFreeAdamw,
  sgd,
  swa,
};

/** Every optimizer, keyed by its plugin's name. */
export const optimizers = {
  adagrad,
  adam,
  adamw,
  madgrad,
  nadam,
  novograd,
  radam,
  rmsprop,
  "schedule-free-adamw": scheduleFreeAdamw,
  sgd,
} as const satisfies Readonly<Record<string, Plugin>>;

/** Every wrapper, keyed by its name: `wrappers.lookahead(adam)` is an optimizer's plugin. */
export const wrappers = {
  accumulate,
  cautious,
  clip,
  ema,
  lookahead,
  sam,
  swa,
} as const satisfies Readonly<Record<string, Wrapper>>;

/** Optimizers and wrappers, keyed by their names. */
export const all = {
  accumulate,
  adagrad,
  adam,
  adamw,
  cautious,
  clip,
  ema,
  lookahead,
  madgrad,
  nadam,
  novograd,
  radam,
  rmsprop,
  sam,
  "schedule-free-adamw": scheduleFreeAdamw,
  sgd,
  swa,
} as const satisfies Readonly<Record<string, Plugin | Wrapper>>;

/** The name of an optimizer in the catalog. */
export type Name = keyof typeof optimizers;
/** The name of a wrapper in the catalog. */
export type WrapperName = keyof typeof wrappers;

/**
 * The plugin that a text names: `parse("adam")`, `parse("lookahead(clip(adam))")`.
 * @throws RangeError for a name that is unknown, a wrapper with nothing in it, and an optimizer with something in it
 */
export function parse<T extends string>(text: T): Read<typeof all, T> {
  return read(all, text) as never;
}
