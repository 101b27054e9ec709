/** A run of a bench, made again before one's eyes: its loss as it falls, and at the end whether its hash is the file's. */

import type { Line as Stored } from "@downhill/bench/store/line";
import { mountRaceChart } from "../chart/race-chart.ts";
import { el } from "../elements.ts";
import { curve } from "../race/curve.ts";
import { grouped, shown } from "../race/numbers.ts";
import { dashOf } from "../theme.ts";
import { inFile, type ReplayLine, replayed } from "./replay-lines.ts";
import { sameness } from "./sameness.ts";
import type { Source } from "./source.ts";

export interface Replay {
  readonly element: HTMLElement;
  /** Begins a run; one that is under way is left. */
  play(line: Stored, target: number, pen: number): void;
  destroy(): void;
}

/** So many frames does a run take, if the machine is fast enough. */
const FRAMES = 90;
/** Milliseconds of work between two frames. */
const SLICE = 24;

const still = matchMedia("(prefers-reduced-motion: reduce)");

let last = 0;

export function replay({ ask }: Source): Replay {
  const said = el("p", { class: "said", role: "status" });
  const stop = el("button", { type: "button" }, "Stop");
  const plot = el("div", { class: "plot" });
  const caption = el("figcaption", { class: "small muted" });
  const chart = el("figure", {}, plot, caption);
  const element = el("div", { class: "replay" }, el("div", { class: "saying" }, said, stop), chart);
  element.hidden = true;
  const drawn = mountRaceChart(plot, "loss", { onLayout() {}, onSeek() {}, onLift() {} });
  let current = 0;

  async function play(line: Stored, target: number, pen: number): Promise<void> {
    const number = ++last;
    current = number;
    const { spec, result: stored } = line;
    const { optimizer, problem, seed, budget } = spec;
    const close = curve(target);
    const name = `${optimizer}, seed ${seed}`;
    element.hidden = chart.hidden = stop.hidden = false;
    chart.ariaLabel = `Loss of ${optimizer} on ${problem.name} from seed ${seed}, by gradient evaluations`;
    element.classList.remove("same", "other");
    said.textContent = `Replaying ${name} …`;
    caption.textContent = "";
    element.scrollIntoView({ block: "nearest" });
    const draw = (at: number, lines: readonly ReplayLine[]) => {
      if (close.length === 0) return;
      const common = { pen, dash: dashOf(pen), ghost: null, band: null, finish: null, diverged: null };
      const named = lines.map((each, id) => ({ ...common, id, ...each }));
      drawn.update({ budget, at, target, start: close.loss[0]!, lines: named, lifted: null });
    };
    try {
      for (let at = 0; ; ) {
        const until = still.matches ? budget : at + Math.ceil(budget / FRAMES);
        const milliseconds = still.matches ? 10 * SLICE : SLICE;
        const { points, result, at: now } = await ask({ of: "rerun", number, spec, until, milliseconds });
        if (current !== number) return;
        close.append(points.evaluations, points.loss, points.loss);
        at = now;
        if (result) {
          const { isSame, said: verdict } = sameness(stored, result);
          const own = replayed(result, close, target);
          draw(at, [{ name, ...own }, ...(isSame ? [] : inFile(stored))]);
          if (own.ghost)
            caption.textContent = "The line has the points that the bench looks at; what is faint lies between.";
          element.classList.add(isSame ? "same" : "other");
          said.textContent = `${verdict} ${endOf(result)}`;
          break;
        }
        if (!still.matches) draw(at, [{ name, curve: close }]);
        await new Promise(requestAnimationFrame);
        if (current !== number) return;
      }
    } catch (error) {
      if (current !== number) return;
      element.classList.add("other");
      chart.hidden = close.length === 0;
      said.textContent = error instanceof Error ? error.message : String(error);
    }
    stop.hidden = true;
  }

  stop.addEventListener("click", () => {
    current = 0;
    stop.hidden = true;
    said.textContent = "Stopped.";
  });

  return {
    element,
    play: (line, target, pen) => void play(line, target, pen),
    destroy() {
      current = 0;
      drawn.destroy();
    },
  };
}

const endOf = ({
  diverged,
  loss,
  evaluations,
}: {
  diverged: number | null;
  loss: number | null;
  evaluations: number;
}) =>
  diverged === null
    ? `Loss ${loss === null ? "–" : shown(loss)} after ${grouped(evaluations)} evaluations.`
    : `It diverged at step ${grouped(diverged)}.`;
