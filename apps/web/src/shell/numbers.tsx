/** The charts' numbers as tables: for who cannot see it, and for who wants to know. */

import { useState } from "preact/hooks";
import type { Of } from "../chart/line.ts";
import { grouped, percent, shown } from "../race/numbers.ts";
import { hasAccuracy } from "../race/state.ts";
import { laneName } from "../race/words.ts";
import { useHouse } from "./house.ts";

const ROWS = 12;

export function Numbers() {
  const [open, setOpen] = useState(false);
  return (
    <details class="numbers" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>The chart's numbers as a table</summary>
      {open && <Tables />}
    </details>
  );
}

function Tables() {
  const { state } = useHouse();
  return (
    <>
      <Rows of="loss" />
      {hasAccuracy(state.value) && <Rows of="metric" />}
    </>
  );
}

function Rows({ of }: { readonly of: Of }) {
  const { state } = useHouse();
  const { lanes, head } = state.value;
  const steps = [...new Set(Array.from({ length: ROWS + 1 }, (_, i) => Math.round((head * i) / ROWS)))];
  return (
    <table>
      <caption>{of === "loss" ? "Loss" : "Accuracy"} after so many gradient evaluations</caption>
      <thead>
        <tr>
          <th scope="col">step</th>
          {lanes.map((lane) => (
            <th scope="col" key={lane.pen}>
              {laneName(lane, lanes)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {steps.map((step) => (
          <tr key={step}>
            <th scope="row">{grouped(step)}</th>
            {lanes.map(({ pen, curve, diverged }) => {
              const index = curve.indexAt(step);
              const gone = diverged !== null && diverged.evaluations <= step;
              const value = curve[of][index];
              const said = value === undefined ? "–" : of === "loss" ? shown(value) : percent(value);
              return <td key={pen}>{gone ? "diverged" : said}</td>;
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
