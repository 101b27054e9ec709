/** What a surface's paths are made with: the parts of its sentence that can be changed. */

import { el } from "../elements.ts";
import { grouped } from "../race/numbers.ts";
import type { SurfaceShared } from "../share/link.ts";
import type { Point } from "./functions.ts";

export interface Controls {
  /** The sentence. */
  readonly element: HTMLElement;
  readonly steps: number;
  readonly rates: SurfaceShared["rates"];
  choose(made: Pick<SurfaceShared, "steps" | "rates">): void;
  /** Says who goes down what, and from where; a number that is being typed is left alone. */
  say(names: string, title: string, start: Point): void;
}

/** Beyond it nothing is drawn. */
const FAR = 1e6;

const option = (value: string, text: string): HTMLOptionElement => el("option", { value }, text);

/** @param onStart is told of a start that was typed, @param onChange of anything else */
export function controls(onStart: (start: Point) => void, onChange: () => void): Controls {
  let now: Point = [0, 0];
  const steps = el(
    "select",
    { class: "control", "aria-label": "steps" },
    ...[30, 100, 300, 1000, 3000].map((each) => option(String(each), grouped(each))),
  );
  steps.value = "300";
  const rates = el(
    "select",
    { class: "control", "aria-label": "rates" },
    option("best", "the best of 13 rates that stay in the picture"),
    option("race", "its rate in the race"),
  );
  const [x, y] = ["x", "y"].map((name) =>
    el("input", { class: "control", type: "number", step: "any", "aria-label": `${name} of the start` }),
  ) as [HTMLInputElement, HTMLInputElement];
  const [names, title] = [el("span"), el("span")];
  const words = [names, " down ", title, ", ", steps, " steps from (", x, ", ", y, "), each at ", rates, "."];

  for (const select of [steps, rates]) select.addEventListener("change", onChange);
  for (const input of [x, y])
    input.addEventListener("change", () => {
      const typed = [x, y].map(({ valueAsNumber: value }, i) => (Math.abs(value) <= FAR ? value : now[i]!));
      [x.value, y.value] = typed.map(String) as [string, string];
      onStart(typed as unknown as Point);
    });

  return {
    element: el("p", { class: "sentence" }, ...words),
    get steps() {
      return Number(steps.value);
    },
    get rates() {
      return rates.value === "race" ? "race" : "best";
    },
    choose(made) {
      const count = String(made.steps);
      if (![...steps.options].some(({ value }) => value === count)) steps.append(option(count, grouped(made.steps)));
      [steps.value, rates.value] = [count, made.rates];
    },
    say(who, what, start) {
      now = start;
      for (const [i, input] of [x, y].entries()) if (document.activeElement !== input) input.value = String(start[i]);
      [names.textContent, title.textContent] = [who, what];
    },
  };
}
