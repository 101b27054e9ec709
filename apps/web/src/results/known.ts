/** What the catalog says of optimizers. */

import type { Plugin } from "@downhill/plugin";

export interface Known {
  /** Whether the catalog has it, so that its runs can be replayed here. */
  readonly inCatalog: boolean;
  /** Whether it is checked against no other implementation. */
  readonly isUnverified: boolean;
}

/** @param parse the catalog's */
export function known(parse: (text: string) => Plugin, optimizer: string): Known {
  try {
    // Of wrappers: theirs, and that of what is in them.
    const references = parse(optimizer).reference.split("; ");
    return { inCatalog: true, isUnverified: references.includes("none") };
  } catch {
    return { inCatalog: false, isUnverified: true };
  }
}
