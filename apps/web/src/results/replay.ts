/** A run of a bench, made again before one's eyes: its loss as it falls, and at the end whether its hash is the file's. */

import type { Line } from "@downhill/bench/store/line";
import { mountRaceChart } from "../chart/race-chart.ts";
import { el } from "../elements.ts";
import { type Curve, curve } from "../race/curve.ts";
import { grouped, plain, shown } from "../race/numbers.ts";
import { dashOf } from "../theme.ts";
import { sameness } from "./sameness.ts";
import type { Source } from "./source.ts";

export interface Replay {
  readonly element: HTMLElement;
  /** Begins a run; one that is under way is left. */
  play(line: Line, target: number, pen: number): void;
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
  const chart = el("figure", {}, plot);
  const element = el("div", { class: "replay" }, el("div", { class: "saying" }, said, stop), chart);
  element.hidden = true;
  const drawn = mountRaceChart(plot, { onLayout() {}, onSeek() {}, onLift() {} });
  let current = 0;

  async function play(line: Line, target: number, pen: number): Promise<void> {
    const number = ++last;
    current = number;
    const { spec, result: stored } = line;
    const { optimizer, problem, seed, budget } = spec;
    const [own, before] = [curve(), ofFile(line)];
    const name = `${optimizer}, seed ${seed}`;
    element.hidden = false;
    stop.hidden = false;
    chart.ariaLabel = `Loss of ${optimizer} on ${problem.name} from seed ${seed}, by gradient evaluations`;
    element.classList.remove("same", "other");
    said.textContent = `Replaying ${name} …`;
    element.scrollIntoView({ block: "nearest" });
    const draw = (at: number, diverged: number | null) => {
      if (own.length === 0) return;
      const one = { id: 0, name, pen, dash: dashOf(pen), curve: own, ghost: before, band: null };
      const lines = [{ ...one, finish: own.reaches(target), diverged }];
      drawn.update({ budget, at, target, start: own.loss[0]!, lines, lifted: null });
    };
    try {
      for (let at = 0; ; ) {
        const until = still.matches ? budget : at + Math.ceil(budget / FRAMES);
        const milliseconds = still.matches ? 10 * SLICE : SLICE;
        const found = await ask({ of: "rerun", number, spec, until, milliseconds });
        if (current !== number) return;
        const { evaluations, loss } = found.points;
        own.append(evaluations, loss, loss);
        at = found.at;
        if (found.result) {
          draw(at, found.result.diverged);
          const { isSame, said: verdict } = sameness(stored, found.result);
          element.classList.add(isSame ? "same" : "other");
          said.textContent = `${verdict} ${endOf(found.result)}`;
          break;
        }
        if (!still.matches) draw(at, null);
        await new Promise(requestAnimationFrame);
        if (current !== number) return;
      }
    } catch (error) {
      if (current !== number) return;
      element.classList.add("other");
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

/** The curve that the file has of it, if it has one. */
function ofFile({ result: { curve: stored } }: Line): Curve | null {
  if (!stored) return null;
  const own = curve();
  const losses = Float64Array.from(stored.loss, (loss) => loss ?? Number.NaN);
  own.append(Uint32Array.from(stored.evaluations), losses, losses);
  return own;
}

/** The target's name and loss, as the panel says it. */
export const targetText = ({ name, loss }: { readonly name: string; readonly loss: number }): string =>
  `“${name}”, a loss of ${plain(loss)}`;
