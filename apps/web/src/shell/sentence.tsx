/** What is raced, in one sentence: each underlined part of it is the control that changes it. */

import { defaultWords, isTuned } from "../race/default.ts";
import { grouped, shown } from "../race/numbers.ts";
import { listed } from "../race/verdict.ts";
import { laneName, wordsOf } from "../race/words.ts";
import { Add } from "./add.tsx";
import { Batch, Budget, Network, Precision, ProblemChoice, Seed } from "./course.tsx";
import { useHouse } from "./house.ts";
import { Popover } from "./popover.tsx";
import { Sample } from "./sample.tsx";

export function Sentence() {
  const { state } = useHouse();
  const { lanes, course, facts } = state.value;
  const { problem, network, batch } = wordsOf(course, facts ?? defaultWords);
  const names = lanes.map((lane) => laneName(lane, lanes));
  const entries = lanes.map(({ entry }) => entry);
  const finish = course.target === null ? "" : `to a loss of ${shown(course.target, 2)} `;
  return (
    <p class="sentence">
      Racing{" "}
      <Popover label={<Names names={names} />} title="Optimizers">
        {(close) => <Lanes close={close} />}
      </Popover>{" "}
      on the{" "}
      <Popover label={problem} title="Data set">
        {(close) => <ProblemChoice close={close} />}
      </Popover>
      {network && (
        <>
          {" "}
          with a{" "}
          <Popover label={network} title="Network">
            {() => <Network />}
          </Popover>{" "}
          network
        </>
      )}
      {batch && (
        <>
          ,{" "}
          <Popover label={batch} title="Points and batches">
            {() => <Batch />}
          </Popover>
        </>
      )}
      ,{" "}
      <Popover label={`seed ${course.seed}`} title="Seed">
        {(close) => <Seed close={close} />}
      </Popover>
      , in{" "}
      <Popover label={course.precision} title="Precision">
        {(close) => <Precision close={close} />}
      </Popover>
      , {finish}in{" "}
      <Popover label={`${grouped(course.budget)} steps`} title="Length and finish">
        {(close) => <Budget close={close} />}
      </Popover>
      : same network, same start, same batches,{" "}
      {isTuned(course, entries) ? "each at its tuned rate" : "each at the rate below"}.
    </p>
  );
}

/** In short where there is little room, or many. */
function Names({ names }: { readonly names: readonly string[] }) {
  const short = `${names.length} ${names.length === 1 ? "optimizer" : "optimizers"}`;
  if (names.length > 6) return <>{short}</>;
  return (
    <>
      <span class="long">{listed(names)}</span>
      <span class="short">{short}</span>
    </>
  );
}

/** Who races, and who could. */
function Lanes({ close }: { readonly close: () => void }) {
  const { director, state } = useHouse();
  const { lanes } = state.value;
  return (
    <>
      <ul class="racing">
        {lanes.map((lane) => (
          <li key={lane.id}>
            <Sample pen={lane.pen} /> <span>{laneName(lane, lanes)}</span>
            {lanes.length > 1 && (
              <button
                type="button"
                class="quiet"
                aria-label={`Remove ${laneName(lane, lanes)}`}
                onClick={() => director.remove(lane.id)}
              >
                Remove
              </button>
            )}
          </li>
        ))}
      </ul>
      <Add onAdded={close} />
    </>
  );
}
