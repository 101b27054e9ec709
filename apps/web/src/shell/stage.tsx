/** The chart, and under it the scrubber on the same scale. */

import { useEffect, useRef } from "preact/hooks";
import type { Line } from "../chart/line.ts";
import { mountRaceChart, type RaceChart } from "../chart/race-chart.ts";
import { defaultWords } from "../race/default.ts";
import type { State } from "../race/state.ts";
import { listed } from "../race/verdict.ts";
import { laneName } from "../race/words.ts";
import type { Band } from "../sweeps/seeds.ts";
import { dashOf } from "../theme.ts";
import { useHouse } from "./house.ts";
import { Numbers } from "./numbers.tsx";
import { Transport } from "./transport.tsx";

export function Stage() {
  const { director, state, sweeps } = useHouse();
  const { lanes: all } = state.value;
  const summary = `Lines for ${listed(all.map((lane) => laneName(lane, all)))}.`;
  const plot = useRef<HTMLDivElement>(null);
  const stage = useRef<HTMLElement>(null);

  useEffect(() => {
    const chart = mountRaceChart(plot.current!, {
      onSeek: director.seek,
      onLift: director.lift,
      onLayout(left, width) {
        stage.current!.style.setProperty("--plot-left", `${left}px`);
        stage.current!.style.setProperty("--plot-width", `${width}px`);
      },
    });
    const draw = () => {
      // Effects end a little after their elements are gone.
      if (plot.current) update(chart, director.store.get(), plot.current.clientWidth, sweeps.seeds.peek()?.bands);
    };
    const ends = [director.onFrame(draw), onChange(director, draw), sweeps.seeds.subscribe(draw)];
    return () => {
      for (const end of ends) end();
      chart.destroy();
    };
  }, [director, sweeps]);

  return (
    <figure class="stage" ref={stage} aria-label={`Loss by gradient evaluations, on a logarithmic axis. ${summary}`}>
      <span class="axis-name" aria-hidden="true">
        loss
      </span>
      <div class="plot" ref={plot} />
      <Transport />
      <Numbers />
    </figure>
  );
}

/** Between frames, too: what is pointed at, and lanes that come and go. */
function onChange({ store }: ReturnType<typeof useHouse>["director"], draw: () => void): () => void {
  let { lifted, lanes, course } = store.get();
  return store.subscribe((next) => {
    if (next.lifted === lifted && next.course === course && next.lanes.length === lanes.length) return;
    ({ lifted, lanes, course } = next);
    draw();
  });
}

const NARROW = 520;

function update(
  chart: RaceChart,
  { course, at, lanes, facts, lifted }: State,
  width: number,
  bands?: ReadonlyMap<number, Band>,
): void {
  const narrow = width < NARROW;
  const lines: Line[] = lanes.map((lane) => ({
    ...{
      id: lane.id,
      pen: lane.pen,
      dash: dashOf(lane.pen),
      curve: lane.curve,
      ghost: lane.ghost,
      band: bands?.get(lane.id) ?? null,
    },
    ...{ finish: lane.curve.reaches(course.target), diverged: lane.diverged?.evaluations ?? null },
    name: laneName(lane, lanes, narrow ? "phone" : "label"),
  }));
  chart.update({
    ...{ budget: course.budget, at, target: course.target, start: facts?.start ?? defaultWords.start, lines, lifted },
  });
}
