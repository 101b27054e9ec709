/** uPlot, set up for curves by epoch: one strong line per racer, its seeds fainter. Its cursor is a slider to the keyboard. */

import uPlot from "uplot";
import { type Axis, axisRange, axisTicks, type Range, tickLabel } from "./axis.ts";
import { type Metric, median, type Racer } from "./curves.ts";
import { css, type Pen } from "./palette.ts";

export interface View {
  readonly racers: readonly Racer[];
  readonly metric: Metric;
  readonly axis: Axis;
  /** A value of the metric to draw a line at, and what it is. */
  readonly goal?: { readonly value: number; readonly name: string } | undefined;
  readonly pen: (optimizer: string) => Pen;
  readonly hidden: ReadonlySet<string>;
  /** Called with the strong lines' values at the cursor, or at the last epoch if there is no cursor; puts them in words. */
  readonly onCursor: (
    epoch: number | undefined,
    values: ReadonlyMap<string, number | null>,
    atCursor: boolean,
  ) => string;
}

type Row = (number | null | undefined)[];

/** Epochs, then the strong line of each racer, then every seed of those that have several. */
function align(racers: readonly Racer[], metric: Metric): [number[], ...Row[]] {
  const runs = racers.flatMap((racer) => racer.runs);
  const first = runs[0]?.epoch ?? [];
  // One array of epochs for all, as in a live race: nothing to join, at any length.
  const joined = runs.every((run) => run.epoch === first)
    ? [first, ...runs.map((run) => run[metric])]
    : uPlot.join(runs.map((run) => [run.epoch, run[metric]]));
  const [epochs, ...rows] = joined as [number[], ...Row[]];
  const seeds = racers.map((racer) => rows.splice(0, racer.runs.length));
  const strong = seeds.map((own) => (own.length === 1 ? own[0]! : median(own)));
  return [epochs, ...strong, ...seeds.filter((own) => own.length > 1).flat()];
}

const lines = (view: View): uPlot.Series[] => {
  const line = (racer: Racer, strong: boolean): uPlot.Series => {
    const { colour, dash } = view.pen(racer.optimizer);
    return {
      label: racer.name,
      show: !view.hidden.has(racer.name),
      stroke: () => css(colour),
      width: strong ? 2.25 : 1,
      alpha: strong ? 1 : 0.4,
      points: { show: false },
      ...(dash ? { dash } : {}),
    };
  };
  const several = view.racers.filter((racer) => racer.runs.length > 1);
  return [
    ...view.racers.map((racer) => line(racer, true)),
    ...several.flatMap((racer) => racer.runs.map(() => line(racer, false))),
  ];
};

const font = () => `12px ${css("--font")}`;

/**
 * What both axes have in common. All that uPlot would compute of their values by stepping, we do (`axis.ts`): from some
 * starts of a logarithmic scale its own steps never end.
 */
const base = (label: string): uPlot.Axis => ({
  label,
  labelFont: font(),
  labelSize: 20,
  labelGap: 0,
  font: font(),
  gap: 6,
  stroke: () => css("--muted"),
  grid: { stroke: () => css("--grid"), width: 1 },
  ticks: { show: false },
  // Some step or other that it finds room for, or it would draw no axis.
  incrs: (_plot, _axis, low, high) => [Math.max(5, high - low)],
  filter: (_plot, splits) => splits,
});

/** All of what an accuracy can be, and of a loss what there is. */
function valueRange({ metric, axis, goal }: View, min: number | null, max: number | null): Range {
  if (metric === "loss") return axisRange(axis, min, max);
  if (axis === "linear") return [0, 1.02];
  return [axisRange("log", Math.min(min ?? 0.1, goal?.value || 1), 1)[0], 1.02];
}

/** Dashed, across the plot and over its curves, and named above its left end, where few curves are yet. */
function drawGoal(plot: uPlot, { goal, axis }: View): void {
  if (!goal || (axis === "log" && goal.value <= 0)) return;
  const { ctx, bbox } = plot;
  const pixel = devicePixelRatio;
  const y = plot.valToPos(goal.value, "y", true);
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = css("--muted");
  ctx.lineWidth = pixel;
  ctx.setLineDash([4 * pixel, 4 * pixel]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.font = `${11 * pixel}px ${css("--font")}`;
  ctx.textAlign = "left";
  ctx.textBaseline = "bottom";
  ctx.fillText(goal.name, bbox.left + 6 * pixel, y - 2 * pixel);
  ctx.restore();
}

export class Chart {
  readonly #host: HTMLElement;
  readonly #resized: ResizeObserver;
  #view: View | undefined;
  #plot: uPlot | undefined;

  constructor(host: HTMLElement) {
    this.#host = host;
    this.#resized = new ResizeObserver(() => this.#plot?.setSize(this.#size()));
    this.#resized.observe(host);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#plot?.redraw(false));
    host.addEventListener("keydown", (event) => this.#moveCursor(event));
    host.addEventListener("blur", () => this.#plot?.setCursor({ left: -10, top: -10 }));
  }

  /** Draws another view, from scratch. */
  show(view: View): void {
    this.#view = view;
    this.#plot?.destroy();
    const data = align(view.racers, view.metric);
    this.#plot = new uPlot(this.#options(view), data as uPlot.AlignedData, this.#host);
    this.#describe(data);
  }

  /** Draws the same view again after its curves have grown. */
  grow(): void {
    if (!this.#view) return;
    const data = align(this.#view.racers, this.#view.metric);
    this.#plot?.setData(data as uPlot.AlignedData);
    this.#describe(data);
  }

  #size(): { width: number; height: number } {
    return { width: this.#host.clientWidth, height: this.#host.clientHeight };
  }

  #options(view: View): uPlot.Options {
    return {
      ...this.#size(),
      padding: [12, 20, 0, 0],
      series: [{}, ...lines(view)],
      scales: {
        x: { time: false, range: (_, min, max) => [min ?? 0, Math.max(max ?? 0, (min ?? 0) + 10)] },
        y: {
          ...(view.axis === "log" ? { distr: 3 as const, log: 10 as const } : {}),
          range: (_, min, max) => [...valueRange(view, min, max)],
        },
      },
      axes: [
        {
          ...base("epoch"),
          size: 28,
          splits: (_plot, _axis, low, high) => axisTicks("linear", [low, high], this.#host.clientWidth, 80),
          values: (_, splits) => splits.map(tickLabel),
        },
        {
          ...base(view.metric),
          size: (_, values) => 12 + 7 * Math.max(4, ...(values ?? []).map(({ length }) => length)),
          splits: (_plot, _axis, low, high) => axisTicks(view.axis, [low, high], this.#host.clientHeight, 24),
          values: (_, splits) => splits.map(tickLabel),
        },
      ],
      legend: { show: false },
      cursor: {
        y: false,
        points: { size: (_, i) => (i <= view.racers.length ? 7 : 0) },
        drag: { x: false, y: false },
      },
      hooks: { setCursor: [() => this.#report()], draw: [(plot) => drawGoal(plot, view)] },
    };
  }

  #describe([epochs]: [number[], ...Row[]]): void {
    const { metric, axis } = this.#view!;
    this.#host.setAttribute("aria-label", `${metric} by epoch, ${axis} axis`);
    this.#host.ariaValueMax = `${epochs.at(-1) ?? 0}`;
    this.#host.dataset.points = `${epochs.length}`;
    this.#report();
  }

  /** The line's value at the cursor, or the last one before it where seeds were recorded at other epochs. */
  #report(): void {
    const [plot, view] = [this.#plot, this.#view];
    if (!plot || !view) return;
    const [epochs, ...rows] = plot.data as unknown as [number[], ...Row[]];
    const atCursor = plot.cursor.idx != null;
    const at = plot.cursor.idx ?? epochs.length - 1;
    const values = view.racers.map((racer, i): [string, number | null] => {
      let row = at;
      while (row > 0 && rows[i]![row] === undefined) row--;
      return [racer.name, rows[i]![row] ?? null];
    });
    this.#host.ariaValueNow = `${epochs[at] ?? 0}`;
    this.#host.ariaValueText = view.onCursor(epochs[at], new Map(values), atCursor);
  }

  #moveCursor(event: KeyboardEvent): void {
    const plot = this.#plot;
    const last = (plot?.data[0].length ?? 0) - 1;
    if (!plot || last < 0) return;
    const at = plot.cursor.idx ?? last;
    const stride = Math.max(1, Math.round(last / 50));
    const to = { ArrowLeft: at - stride, ArrowRight: at + stride, Home: 0, End: last }[event.key];
    if (event.key === "Escape") plot.setCursor({ left: -10, top: -10 });
    if (to === undefined) return;
    event.preventDefault();
    const epoch = plot.data[0][Math.min(Math.max(to, 0), last)]!;
    plot.setCursor({ left: plot.valToPos(epoch, "x"), top: plot.over.clientHeight / 2 });
  }
}
