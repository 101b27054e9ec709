import { defaultWords } from "../race/default.ts";
import { listed } from "../race/verdict.ts";
import { laneName, wordsOf } from "../race/words.ts";
import { useHouse } from "./house.ts";

export function Sentence() {
  const { state } = useHouse();
  const { lanes, course, facts } = state.value;
  const { problem, network, batch } = wordsOf(course, facts ?? defaultWords);
  const names = lanes.map((lane) => laneName(lane, lanes));
  return (
    <p class="sentence">
      Racing {listed(names)} on the {problem}
      {network && <> with a {network} network</>}
      {batch && <>, {batch}</>}, seed {course.seed}, in {course.precision}: same network, same start, same batches, each
      at its tuned rate.
    </p>
  );
}
