/** A piece of a lane's line: its colour and its dashes. */

import { colourOf, dashOf } from "../theme.ts";

export function Sample({ pen }: { readonly pen: number }) {
  return (
    <svg class="sample" width="26" height="8" viewBox="0 0 26 8" aria-hidden="true">
      <line
        x1="0"
        x2="26"
        y1="4"
        y2="4"
        stroke={colourOf(pen)}
        stroke-width="2"
        stroke-dasharray={dashOf(pen).join(" ")}
      />
    </svg>
  );
}
