/** What is compared, in one sentence: each underlined part of it is the control that changes it. */

import type { Track } from "@downhill/bench/plan";
import { trackNames } from "@downhill/bench/report/words";
import { el } from "../elements.ts";
import { grouped } from "../race/numbers.ts";
import type { Choice } from "./comparison.ts";
import type { Opened } from "./questions.ts";
import { trialsText } from "./words.ts";

/** What is shown: the core results, or files of somebody's own by their names. */
export interface Shown {
  readonly opened: Opened;
  readonly own: string | null;
}

interface Callbacks {
  onChoice(choice: Choice): void;
  onFiles(files: readonly File[] | null): void;
}

export interface Sentence {
  readonly element: HTMLElement;
  update(shown: Shown, choice: Choice): void;
}

type Options = readonly (readonly [value: string, text: string])[];

function select(label: string, onChange: () => void): HTMLSelectElement {
  const element = el("select", { class: "control", "aria-label": label });
  element.addEventListener("change", onChange);
  return element;
}

function fill(element: HTMLSelectElement, options: Options, value: string): void {
  element.replaceChildren(...options.map(([each, text]) => el("option", { value: each }, text)));
  element.value = value;
}

export function sentence({ onChoice, onFiles }: Callbacks): Sentence {
  const read = () => onChoice({ track: track.value as Track, trials: Number(trials.value), target: target.value });
  const [track, trials, target] = [select("track", read), select("trials", read), select("target", read)] as const;
  const file = el("input", {
    type: "file",
    multiple: "",
    accept: ".json,.jsonl,.gz",
    "aria-label": "results",
    hidden: "",
  });
  const open = el("button", { type: "button", class: "control" }, "open your own");
  const core = el("button", { type: "button", class: "control" }, "the core results");
  const element = el("p", { class: "sentence" });
  open.addEventListener("click", () => file.click());
  core.addEventListener("click", () => onFiles(null));
  file.addEventListener("change", () => {
    if (file.files?.length) onFiles([...file.files]);
    file.value = "";
  });

  return {
    element,
    update({ opened, own }, choice) {
      const { tracks, targets, tunedFor, optimizers, problems, testSeeds, runs } = opened;
      const here = tracks.find((each) => each.track === choice.track)!;
      fill(
        track,
        tracks.map((each) => [each.track, trackNames[each.track]]),
        choice.track,
      );
      fill(
        trials,
        here.trials.map((each) => [String(each), trialsText(each)]),
        String(choice.trials),
      );
      fill(
        target,
        targets.map((each) => [each, each === tunedFor ? `${each} (tuned for)` : each]),
        choice.target,
      );
      const counted = (count: number, thing: string) => `${count} ${thing}${count === 1 ? "" : "s"}`;
      element.replaceChildren(
        `${counted(optimizers.length, "optimizer")} on ${counted(problems.length, "problem")}`,
        ...(tracks.length > 1 ? [", ", track] : []),
        ", each with ",
        trials,
        ", to the target ",
        target,
        `: the median gradient evaluations of ${counted(testSeeds, "run")} from the same seeds. `,
        `${own ?? "The core results"}, ${grouped(runs)} runs; `,
        open,
        ...(own === null ? [", or drop them here."] : [", or go back to ", core, "."]),
        file,
      );
    },
  };
}
