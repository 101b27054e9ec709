/** The legend, with everything said in numbers. */

import { Fragment } from "preact";
import { grouped, percent, plain, shown } from "../race/numbers.ts";
import type { Standing } from "../race/standings.ts";
import { symbolOf } from "../race/title.ts";
import { laneName } from "../race/words.ts";
import { explain } from "./explained.ts";
import { useHouse } from "./house.ts";
import { Later } from "./later.tsx";
import { Popover } from "./popover.tsx";
import { Sample } from "./sample.tsx";
import { Strip } from "./strip.tsx";
import { Unverified } from "./unverified.tsx";

export function Table() {
  const { standings, state } = useHouse();
  const metric = state.value.facts?.metric ?? "accuracy";
  return (
    <div class="wide">
      <table class="lanes">
        <thead>
          <tr>
            <th scope="col">
              <span class="unseen">rank</span>
            </th>
            <th scope="col">optimizer</th>
            <th scope="col" class="number">
              rate
            </th>
            <th scope="col" class="strips">
              all rates, 10⁻⁴ … 10²<span class="unseen">: the stronger, the better after 1,000 steps</span>
            </th>
            <th scope="col" class="number">
              loss
            </th>
            <th scope="col" class="number">
              {metric === "loss" ? "test loss" : metric}
            </th>
            <th scope="col" class="number">
              finish, step
            </th>
            <th scope="col" class="number memory">
              state, B/weight
            </th>
            <th scope="col">
              <span class="unseen">package</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {standings.value.map((standing, i) => (
            <Row key={standing.lane.pen} standing={standing} place={i + 1} />
          ))}
        </tbody>
      </table>
      <p class="another">
        <Popover label="Add an optimizer" title="Add an optimizer" opens="add">
          {(close) => <Later load={() => import("./add.tsx")}>{({ Add }) => <Add onAdded={close} />}</Later>}
        </Popover>
        : Lion, Muon, Schedule-Free, L-BFGS, … It joins where the race is, from the same start.
      </p>
    </div>
  );
}

interface RowProps {
  readonly standing: Standing;
  readonly place: number;
}

function Row({ standing: { lane, loss, metric, finish, diverged }, place }: RowProps) {
  const here = useHouse();
  const { director, state } = here;
  const { lanes, lifted, facts, course } = state.value;
  const name = laneName(lane, lanes);
  const metricShown = facts?.metric === "accuracy" || !facts ? percent : (x: number) => shown(x);
  return (
    <tr
      class={lifted !== null && lifted !== lane.id ? "dim" : ""}
      onPointerEnter={() => director.lift(lane.id)}
      onPointerLeave={() => director.lift(null)}
    >
      <td class="rank">{place}</td>
      <th scope="row">
        <Sample pen={lane.pen} />
        <b>
          <span class="long">{name}</span>
          <span class="short">{laneName(lane, lanes, "phone")}</span>
        </b>{" "}
        {lane.contender?.unverified && <Unverified />} <Numbers hyper={lane.hyper} />
      </th>
      <td class="number rate" data-label="rate">
        <Popover
          label={lane.hyper.lr === undefined ? "numbers" : plain(lane.hyper.lr)}
          title={`Hyperparameters of ${name}`}
          describe={
            lane.hyper.lr === undefined ? `Numbers of ${name}` : `Rate of ${name}: ${plain(lane.hyper.lr)}. Change it`
          }
        >
          {(close) => (
            <Later load={() => import("./hyperparameters.tsx")}>
              {({ Hyperparameters }) => <Hyperparameters lane={lane} close={close} />}
            </Later>
          )}
        </Popover>
      </td>
      <td class="strips">
        <Strip lane={lane} name={name} />
      </td>
      <td class="number loss" data-label="loss">
        {loss === null ? "–" : shown(loss)}
      </td>
      <td class={metric === null ? "number none" : "number"} data-label={facts?.metric ?? "accuracy"}>
        {metric === null ? "–" : metricShown(metric)}
      </td>
      <td class="number" data-label="finish">
        {diverged !== null ? (
          <span class="chip">diverged at step {grouped(diverged)}</span>
        ) : finish !== null ? (
          grouped(finish)
        ) : (
          <span class="muted waiting">{course.target === null ? "–" : "not yet"}</span>
        )}
      </td>
      <td class="number memory" data-label="state">
        <span class="muted">{lane.bytes === null ? "" : plain(Number(lane.bytes.toPrecision(2)))}</span>
      </td>
      <td class="use">
        <button type="button" class="quiet" aria-label={`Explain ${name}`} onClick={() => explain(here, lane)}>
          Explain
        </button>{" "}
        <Popover label="Use it" title={`Use ${name}`} class="button" describe={`Use it: ${name}`}>
          {() => <Later load={() => import("./use-it.tsx")}>{({ UseIt }) => <UseIt lane={lane} />}</Later>}
        </Popover>
      </td>
    </tr>
  );
}

/** All that is not the rate, and not off. */
function Numbers({ hyper }: { readonly hyper: Readonly<Record<string, number>> }) {
  const said = Object.entries(hyper).filter(([name, value]) => name !== "lr" && value !== 0);
  return (
    <span class="hyper">
      {said.map(([name, value]) => (
        // Lines break between them.
        <Fragment key={name}>
          <span>
            {symbolOf(name)} {plain(value)}
          </span>{" "}
        </Fragment>
      ))}
    </span>
  );
}
