/** A lane's numbers, each with its control: what is changed here runs the lane anew, from the same start. */

import "../style/panel.css";
import { schedules } from "../race/schedules.ts";
import type { Lane } from "../race/state.ts";
import { useHouse } from "./house.ts";
import { Knob } from "./knob.tsx";
import { Unverified } from "./unverified.tsx";

export function Hyperparameters({ lane, close }: { readonly lane: Lane; readonly close: () => void }) {
  const { director, state } = useHouse();
  const { contender, entry, hyper } = lane;
  const { lanes, course } = state.value;
  if (!contender) return <p class="muted">Loading …</p>;
  const scheduled = schedules(course.budget);
  const chosen = scheduled.findIndex(({ spec }) => JSON.stringify(spec) === JSON.stringify(entry.schedule));
  return (
    <div class="knobs">
      {contender.knobs.map((knob) => (
        <Knob
          key={knob.name}
          knob={knob}
          value={hyper[knob.name] ?? knob.default}
          onChange={(value) => director.replace(lane.id, { ...entry, hyper: { ...entry.hyper, [knob.name]: value } })}
        />
      ))}
      {"lr" in hyper && (
        <label class="knob">
          <span>
            <b>schedule</b> <small>of the rate</small>
          </span>
          <select
            value={chosen}
            onChange={(event) => {
              const { schedule: _, ...rest } = entry;
              const spec = scheduled[Number(event.currentTarget.value)]?.spec;
              director.replace(lane.id, spec ? { ...rest, schedule: spec } : rest);
            }}
          >
            {scheduled.map(({ name }, i) => (
              <option key={name} value={i}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <p class="muted small">
        {contender.unverified && <Unverified />} {contender.doc} {contender.paper}.
      </p>
      {lanes.length > 1 && (
        <button
          type="button"
          onClick={() => {
            close();
            director.remove(lane.id);
          }}
        >
          Remove from the race
        </button>
      )}
    </div>
  );
}
