/** uPlot, set up for curves by epoch: one strong line per racer, its seeds fainter. Its cursor is a slider to the keyboard. */

import uPlot from "uplot";
import { type Metric, median, type Racer } from "./curves.ts";
import { css, type Pen } from "./palette.ts";

export interface View {
  readonly racers: readonly Racer[];
  readonly metric: Metric;
  readonly axis: "log" | "linear";
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

/** Nothing where uPlot asks for no label, nor at the end of a logarithmic axis if that is no round number. */
const tick = (value: number | null): string => {
  if (value === null || Number(value.toPrecision(2)) !== Number(value.toPrecision(8))) return "";
  const round = Number(value.toPrecision(2));
  return round !== 0 && round < 1e-3 ? round.toExponential() : `${round}`;
};

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
    const axis = {
      stroke: () => css("--muted"),
      grid: { stroke: () => css("--grid"), width: 1 },
      ticks: { show: false },
    };
    const font = `12px ${css("--font")}`;
    const log = view.axis === "log";
    return {
      ...this.#size(),
      padding: [12, 20, 0, 0],
      series: [{}, ...lines(view)],
      scales: {
        x: { time: false, range: (_, min, max) => [min ?? 0, Math.max(max ?? 0, (min ?? 0) + 10)] },
        y: {
          ...(log ? { distr: 3 as const, log: 10 as const } : {}),
          range: (_, min, max) => this.#range(view, min, max),
        },
      },
      axes: [
        {
          ...axis,
          font,
          space: 64,
          size: 28,
          gap: 6,
          values: (_, splits) => splits.map((s) => s.toLocaleString("en")),
        },
        { ...axis, font, size: 52, gap: 6, values: (_, splits) => splits.map(tick) },
      ],
      legend: { show: false },
      cursor: {
        y: false,
        points: { size: (_, i) => (i <= view.racers.length ? 7 : 0) },
        drag: { x: false, y: false },
      },
      hooks: { setCursor: [() => this.#report()] },
    };
  }

  #range(view: View, min: number | null, max: number | null): [number, number] {
    const log = view.axis === "log";
    if (min == null || max == null) return log ? [0.1, 10] : [0, 1];
    if (view.metric === "accuracy") return log ? [Math.max(min, 1e-3) * 0.95, 1.02] : [0, 1.02];
    if (log) return [Math.max(min, 1e-12) / 1.15, Math.max(max, 1e-11) * 1.15];
    return [0, max > 0 ? max * 1.05 : 1];
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
