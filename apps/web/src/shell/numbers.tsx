/** The chart's numbers as a table: for who cannot see it, and for who wants to know. */

import { useState } from "preact/hooks";
import { grouped, shown } from "../race/numbers.ts";
import { laneName } from "../race/words.ts";
import { useHouse } from "./house.ts";

const ROWS = 12;

export function Numbers() {
  const [open, setOpen] = useState(false);
  return (
    <details class="numbers" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>The chart's numbers as a table</summary>
      {open && <Rows />}
    </details>
  );
}

function Rows() {
  const { state } = useHouse();
  const { lanes, head } = state.value;
  const steps = [...new Set(Array.from({ length: ROWS + 1 }, (_, i) => Math.round((head * i) / ROWS)))];
  return (
    <table>
      <caption class="unseen">Loss after so many gradient evaluations</caption>
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
              return <td key={pen}>{gone ? "diverged" : index < 0 ? "–" : shown(curve.loss[index]!)}</td>;
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
