/** What the room of surfaces shows, for who shares it; and what it is to show first, where a link says so. */

import type { Shared } from "../share/link.ts";
import type { Shown } from "../surfaces/view.ts";

export const surfaced: {
  /** From the link that the page was opened with, until the room has taken it. */
  opening: Shared | null;
  shown: Shown | null;
} = { opening: null, shown: null };
