// Written by `pnpm bench targets`.
import type { Targets } from "./targets.ts";

export const targets: Targets = {
  version: 1,
  seeds: {
    first: 2000000,
    count: 20,
  },
  problems: {},
};
