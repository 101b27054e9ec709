import { verdictOf } from "../race/verdict.ts";
import { laneName } from "../race/words.ts";
import { useHouse } from "./house.ts";

export function Verdict() {
  const { state, standings } = useHouse();
  const { lanes, course, at } = state.value;
  const over = lanes.every(({ diverged }) => diverged !== null) || at >= course.budget;
  const name = (lane: (typeof lanes)[number]) => laneName(lane, lanes);
  const sentence = verdictOf({ standings: standings.value, target: course.target, at, over, name });
  return (
    <section class="verdict" aria-label="Verdict">
      <p class="finding">{sentence}</p>
      <p class="limit">One seed says little.</p>
    </section>
  );
}

export function Notice() {
  const { state, director } = useHouse();
  const { notice } = state.value;
  return (
    <div role="alert">
      {notice !== null && (
        <p class="notice">
          {notice}{" "}
          <button type="button" class="quiet" onClick={() => director.notify(null)}>
            Dismiss
          </button>
        </p>
      )}
    </div>
  );
}
