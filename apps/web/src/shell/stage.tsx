/** The charts, and under them the scrubber on the same scale. */

import { useEffect, useRef } from "preact/hooks";
import type { Line, Of } from "../chart/line.ts";
import { mountRaceChart, type View } from "../chart/race-chart.ts";
import { defaultWords } from "../race/default.ts";
import { hasAccuracy, type State } from "../race/state.ts";
import { listed } from "../race/verdict.ts";
import { laneName } from "../race/words.ts";
import type { Band } from "../sweeps/seeds.ts";
import { dashOf } from "../theme.ts";
import { useHouse } from "./house.ts";
import { Numbers } from "./numbers.tsx";
import { Transport } from "./transport.tsx";

export function Stage() {
  const { state } = useHouse();
  const { lanes: all } = state.value;
  const both = hasAccuracy(state.value);
  const stage = useRef<HTMLElement>(null);
  const summary = `Loss by gradient evaluations, on a logarithmic axis${both ? ", and accuracy" : ""}. Lines for ${listed(all.map((lane) => laneName(lane, all)))}.`;
  const scale = (left: number, width: number) => {
    stage.current?.style.setProperty("--plot-left", `${left}px`);
    stage.current?.style.setProperty("--plot-width", `${width}px`);
  };
  return (
    <figure class="stage" ref={stage} aria-label={summary}>
      <Plot of="loss" name="loss" onLayout={scale} />
      {both && <Plot of="metric" name="accuracy" />}
      <Transport />
      <Numbers />
    </figure>
  );
}

/** While the race runs, accuracy is drawn at each of so many frames: it says little more, and should cost little more. */
const EVERY = 4;

interface PlotProps {
  readonly of: Of;
  readonly name: string;
  readonly onLayout?: (left: number, width: number) => void;
}

function Plot({ of, name, onLayout }: PlotProps) {
  const { director, sweeps } = useHouse();
  const plot = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const chart = mountRaceChart(plot.current!, of, {
      onSeek: director.seek,
      onLift: director.lift,
      ...(onLayout && { onLayout }),
    });
    const draw = () => {
      // Effects end a little after their elements are gone.
      if (plot.current) chart.update(viewOf(of, director.store.get(), plot.current, sweeps.seeds.peek()?.bands));
    };
    let frames = 0;
    const drawFrame = () => {
      if (of === "loss" || !director.store.get().playing || ++frames % EVERY === 0) draw();
    };
    const ends = [director.onFrame(drawFrame), onChange(director, draw), sweeps.seeds.subscribe(draw)];
    return () => {
      for (const end of ends) end();
      chart.destroy();
    };
  }, [director, sweeps]);

  return (
    <div class={of === "loss" ? "chart" : "chart accuracy"}>
      <span class="axis-name" aria-hidden="true">
        {name}
      </span>
      <div class="plot" ref={plot} />
    </div>
  );
}

/** Between frames, too: what is pointed at, lanes that come and go, and what there is when the race pauses. */
function onChange({ store }: ReturnType<typeof useHouse>["director"], draw: () => void): () => void {
  let { lifted, lanes, course, playing } = store.get();
  return store.subscribe((next) => {
    const same = next.lifted === lifted && next.course === course && next.playing === playing;
    if (same && next.lanes.length === lanes.length) return;
    ({ lifted, lanes, course, playing } = next);
    draw();
  });
}

/** Pixels of a chart's width: below, names are in short. */
const NARROW = 520;

function viewOf(
  of: Of,
  { course, at, lanes, facts, lifted }: State,
  plot: HTMLElement,
  bands?: ReadonlyMap<number, Band>,
): View {
  const isLoss = of === "loss";
  const width = plot.clientWidth;
  const under = !isLoss && width === plot.closest(".stage")?.clientWidth;
  const lines: Line[] = lanes.map((lane) => ({
    ...{ id: lane.id, pen: lane.pen, dash: dashOf(lane.pen), curve: lane.curve, ghost: lane.ghost },
    ...{ finish: lane.curve.finish, diverged: lane.diverged?.evaluations ?? null },
    band: (isLoss && bands?.get(lane.id)) || null,
    name: laneName(lane, lanes, width < NARROW ? "phone" : "label"),
  }));
  const start = facts?.start ?? defaultWords.start;
  return { budget: course.budget, at, target: isLoss ? course.target : null, start, lines, lifted, under };
}
