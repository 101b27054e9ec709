/** What is raced, in one sentence: each underlined part of it is the control that changes it. */

import { defaultWords, isTuned } from "../race/default.ts";
import { grouped, plain } from "../race/numbers.ts";
import { listed } from "../race/verdict.ts";
import { laneName, wordsOf } from "../race/words.ts";
import { useHouse } from "./house.ts";
import { Later } from "./later.tsx";
import { Popover } from "./popover.tsx";

const loadCourse = () => import("./course.tsx");

export function Sentence() {
  const { state } = useHouse();
  const { lanes, course, facts } = state.value;
  const { problem, network, batch } = wordsOf(course, facts ?? defaultWords);
  const names = lanes.map((lane) => laneName(lane, lanes));
  const entries = lanes.map(({ entry }) => entry);
  const finish = course.target === null ? "" : `to a loss of ${plain(course.target)} `;
  return (
    <div class="sentence">
      Racing{" "}
      <Popover label={<Names names={names} />} title="Optimizers">
        {(close) => <Later load={() => import("./lanes.tsx")}>{({ Lanes }) => <Lanes close={close} />}</Later>}
      </Popover>{" "}
      on {course.points ? "" : "the "}
      <Popover label={problem} title="Data set">
        {(close) => <Later load={loadCourse}>{({ ProblemChoice }) => <ProblemChoice close={close} />}</Later>}
      </Popover>
      {network && (
        <>
          {" "}
          with a{" "}
          <Popover label={network} title="Network">
            {() => <Later load={loadCourse}>{({ Network }) => <Network />}</Later>}
          </Popover>{" "}
          network
        </>
      )}
      {batch && (
        <>
          ,{" "}
          <Popover label={batch} title="Points and batches">
            {() => <Later load={loadCourse}>{({ Batch }) => <Batch />}</Later>}
          </Popover>
        </>
      )}
      ,{" "}
      <Popover label={`seed ${course.seed}`} title="Seed">
        {(close) => <Later load={loadCourse}>{({ Seed }) => <Seed close={close} />}</Later>}
      </Popover>
      , in{" "}
      <Popover label={course.precision} title="Precision">
        {(close) => <Later load={loadCourse}>{({ Precision }) => <Precision close={close} />}</Later>}
      </Popover>
      , {finish}in{" "}
      <Popover label={`${grouped(course.budget)} steps`} title="Length and finish">
        {(close) => <Later load={loadCourse}>{({ Budget }) => <Budget close={close} />}</Later>}
      </Popover>
      : same network, same start, same batches,{" "}
      {isTuned(course, entries) ? "each at its tuned rate" : "each at the rate below"}.
    </div>
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
