/** What takes a lane out of the race and into somebody's code. */
import { grouped } from "../race/numbers.ts";
import "../style/panel.css";
import type { Lane } from "../race/state.ts";
import { installLine, installLineOf, runSnippet, useSnippet } from "../share/snippet.ts";
import { Copy } from "./copy.tsx";
import { useHouse } from "./house.ts";
import { Unverified } from "./unverified.tsx";

export function UseIt({ lane: { entry, now, contender } }: { readonly lane: Lane }) {
  const { state } = useHouse();
  const { course } = state.value;
  // What is shown was measured there: with batches, of an epoch's end.
  const evaluations = Math.max(1, now?.evaluations ?? 0);
  const run = runSnippet(course, entry, evaluations);
  return (
    <div class="use-it">
      {contender?.unverified && (
        <p class="small">
          <Unverified />: it has been compared with no other implementation, and is private to this clone. It is in no
          registry.
        </p>
      )}
      <p class="muted small">Install it:</p>
      <Copy name="the install line" text={installLine(entry)} />
      <p class="muted small">Use it, with these numbers:</p>
      <Copy name="the code" text={useSnippet(entry)} />
      <p class="muted small">
        Run this very lane in Node for {grouped(evaluations)} {evaluations === 1 ? "evaluation" : "evaluations"}, to the
        last bit. It needs:
      </p>
      <Copy name="what it needs" text={installLineOf(run)} />
      <p class="muted small">The code:</p>
      <Copy name="the run" text={run} />
    </div>
  );
}
