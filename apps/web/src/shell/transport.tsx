/** Pause, step, speed, and the scrubber. */

import { useComputed } from "@preact/signals";
import { grouped, percent, shown } from "../race/numbers.ts";
import { hasAccuracy, type Speed, speeds } from "../race/state.ts";
import { laneName } from "../race/words.ts";
import { useHouse } from "./house.ts";

const speedName = (speed: Speed) => (speed === Infinity ? "as fast as it can" : `${speed} a frame`);

export function Transport() {
  const { director, state, at, standings } = useHouse();
  const { playing, course, speed } = state.value;
  const label = useComputed(() => `step ${grouped(at.value)}`);
  const spoken = useComputed(() => {
    const { lanes } = state.value;
    const both = hasAccuracy(state.value);
    const each = standings.value.map(({ lane, loss, metric, diverged }) => {
      const said = shown(loss ?? Number.NaN) + (both && metric !== null ? ` (${percent(metric)} right)` : "");
      return `${laneName(lane, lanes)} ${diverged === null ? said : "diverged"}`;
    });
    return `step ${at.value}: ${each.join(", ")}`;
  });
  return (
    <>
      <div class="scrubber">
        <input
          type="range"
          min={0}
          max={course.budget}
          step={1}
          value={at}
          aria-label="Step of the race"
          aria-valuetext={spoken}
          onInput={(event) => director.seek(Number(event.currentTarget.value))}
        />
      </div>
      <div class="transport">
        <button
          type="button"
          class="play"
          aria-label={playing ? "Pause" : "Play"}
          onClick={() => (playing ? director.pause() : director.play())}
        >
          <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
            <path d={playing ? "M1 0h3.4v12H1zM7.6 0H11v12H7.6z" : "M1.5 0 11.5 6 1.5 12z"} fill="currentColor" />
          </svg>
        </button>
        <button type="button" aria-label="One step back" onClick={() => director.seek(at.peek() - 1)}>
          <span aria-hidden="true">◂ </span>step
        </button>
        <button type="button" aria-label="One step on" onClick={() => director.seek(at.peek() + 1)}>
          step<span aria-hidden="true"> ▸</span>
        </button>
        <label class="speed">
          <span class="unseen">Speed, in steps</span>
          <select
            value={String(speed)}
            onChange={(event) => director.setSpeed(Number(event.currentTarget.value) as Speed)}
          >
            {speeds.map((each) => (
              <option key={each} value={String(each)}>
                {speedName(each)}
              </option>
            ))}
          </select>
        </label>
        <output class="step">{label}</output>
      </div>
    </>
  );
}
