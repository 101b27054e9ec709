// Written by `pnpm sync` from packages/optimizers: edit those.
import { adagrad } from "@downhill/adagrad";
import { adam } from "@downhill/adam";
import { adamw } from "@downhill/adamw";
import type { Plugin } from "@downhill/plugin";
import { rmsprop } from "@downhill/rmsprop";
import { sgd } from "@downhill/sgd";

export { adagrad, adam, adamw, rmsprop, sgd };

/** Every optimizer, keyed by its plugin's name. */
export const all = {
  adagrad,
  adam,
  adamw,
  rmsprop,
  sgd,
} as const satisfies Readonly<Record<string, Plugin>>;

/** The name of an optimizer in the catalog. */
export type Name = keyof typeof all;
