import { verdictOf } from "../race/verdict.ts";
import { laneName } from "../race/words.ts";
import { useHouse } from "./house.ts";

export function Verdict() {
  const { state, standings, proof, sweeps } = useHouse();
  const seeds = sweeps.seeds.value;
  const { lanes, course, at } = state.value;
  const over = lanes.every(({ diverged }) => diverged !== null) || at >= course.budget;
  const name = (lane: (typeof lanes)[number]) => laneName(lane, lanes);
  const ranked = [...standings.value].sort((a, b) => a.rank - b.rank);
  const sentence = verdictOf({ standings: ranked, target: course.target, at, over, name });
  return (
    <section class="verdict" aria-label="Verdict">
      <p class="finding">{sentence}</p>
      <p class="limit">
        {seeds?.said ?? (
          <>
            One seed says little.{" "}
            <button type="button" class="control" onClick={() => sweeps.trySeeds()}>
              Try 5 seeds
            </button>
          </>
        )}
        {proof.value && <span class="proof"> This race was {proof.value}.</span>}
      </p>
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
