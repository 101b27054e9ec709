/** What takes a lane out of the race and into somebody's code. */

import "../style/panel.css";
import type { Lane } from "../race/state.ts";
import { installLine, runSnippet, useSnippet } from "../share/snippet.ts";
import { Copy } from "./copy.tsx";
import { useHouse } from "./house.ts";

export function UseIt({ lane: { entry } }: { readonly lane: Lane }) {
  const { state } = useHouse();
  const { course, at, facts } = state.value;
  return (
    <div class="use-it">
      <p class="muted small">Install it:</p>
      <Copy name="the install line" text={installLine(entry)} />
      <p class="muted small">Use it, with these numbers:</p>
      <Copy name="the code" text={useSnippet(entry)} />
      {!facts?.madeHere && (
        <>
          <p class="muted small">
            Run this very lane in Node, to the last bit ({installLine(entry, "@downhill/problems", "@downhill/runs")}):
          </p>
          <Copy name="the run" text={runSnippet(course, entry, at)} />
        </>
      )}
    </div>
  );
}
