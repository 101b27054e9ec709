/** One step of one weight, typeset: for one lane, or two side by side. */

import "./explain.css";
import { el } from "../elements.ts";
import { column, type ExplainLane } from "./column.ts";
import { shown } from "./numbers.ts";
import type { Observed, Place } from "./observe.ts";

export interface ExplainState {
  readonly lanes: readonly ExplainLane[];
  /** Whose step it is, and whose beside it. */
  readonly lane: string;
  readonly other: string | null;
  /** From 1 to `most`. */
  readonly step: number;
  readonly most: number;
  /** Where nobody has chosen one, the one that the step moves most. */
  readonly place: Place | null;
}

export interface ExplainOptions {
  /** @returns null where the lane's run ends before that step */
  observe(lane: string, step: number, place: Place | null): Promise<Observed | null>;
  /** What the reader has chosen: who mounted this gives it back by `update`. */
  onChange(change: Partial<Pick<ExplainState, "lane" | "other" | "step" | "place">>): void;
}

export interface Mounted<S> {
  update(state: S): void;
  destroy(): void;
}

export function mount(element: HTMLElement, initial: ExplainState, options: ExplainOptions): Mounted<ExplainState> {
  let state = initial;
  let turn = 0;
  const listening = new AbortController();
  const { signal } = listening;
  const on = <K extends keyof HTMLElementEventMap>(
    to: HTMLElement,
    type: K,
    act: (event: HTMLElementEventMap[K]) => void,
  ) => to.addEventListener(type, act, { signal });

  const lane = el("select", { class: "control", "aria-label": "optimizer" });
  const other = el("select", { class: "control", "aria-label": "beside it" });
  const parameter = el("select", { class: "control", "aria-label": "parameter" });
  const index = el("input", {
    class: "control",
    type: "number",
    min: "0",
    step: "1",
    inputmode: "numeric",
    "aria-label": "number of the weight",
  });
  const step = el("input", {
    class: "control",
    type: "number",
    min: "1",
    step: "1",
    inputmode: "numeric",
    "aria-label": "step",
  });
  const back = el("button", { type: "button" }, "◂ step");
  const forth = el("button", { type: "button" }, "step ▸");
  const most = el("button", { type: "button", class: "control" }, "the one that moves most");
  const columns = el("div", { class: "columns" });
  const said = el("p", { class: "unseen", role: "status" });
  const section = el(
    "div",
    { class: "explain" },
    el(
      "p",
      { class: "chosen" },
      "What ",
      lane,
      " did at step ",
      step,
      " to weight ",
      index,
      " of ",
      parameter,
      ", beside ",
      other,
      ".",
    ),
    el("p", { class: "actions" }, back, forth, el("span", { class: "spring" }), most),
    columns,
    said,
  );
  element.append(section);

  const go = (to: number) => {
    const next = Math.min(state.most, Math.max(1, Math.round(to) || 1));
    if (next !== state.step) options.onChange({ step: next });
    else step.value = String(state.step);
  };
  on(back, "click", () => go(state.step - 1));
  on(forth, "click", () => go(state.step + 1));
  on(step, "change", () => go(step.valueAsNumber));
  on(lane, "change", () =>
    options.onChange({ lane: lane.value, ...(lane.value === state.other && { other: state.lane }) }),
  );
  on(other, "change", () => options.onChange({ other: other.value || null }));
  on(parameter, "change", () => options.onChange({ place: { parameter: parameter.value, index: 0 } }));
  on(index, "change", () => {
    const found = Math.min(Number(index.max), Math.max(0, Math.round(index.valueAsNumber) || 0));
    options.onChange({ place: { parameter: parameter.value, index: found } });
  });
  on(most, "click", () => options.onChange({ place: null }));
  on(section, "keydown", (event) => {
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const isField = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (move === undefined || isField || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    go(state.step + move);
  });

  async function show(): Promise<void> {
    const mine = ++turn;
    const shownLanes = [state.lane, state.other].filter((id) => id !== null);
    try {
      const first = await options.observe(state.lane, state.step, state.place);
      // Both are of one weight: that of the first lane.
      const place = state.place ?? first?.furthest ?? null;
      const second = state.other === null ? undefined : await options.observe(state.other, state.step, place);
      if (mine !== turn) return;
      // From here on it is this one, also at other steps.
      if (!state.place && place) return options.onChange({ place });
      fill(first, place);
      columns.classList.toggle("two", second !== undefined);
      columns.replaceChildren(
        ...[first, second].flatMap((each, i) =>
          each === undefined ? [] : [column(state.lanes.find(({ id }) => id === shownLanes[i])!, each, state.step)],
        ),
      );
      for (const formula of columns.querySelectorAll<HTMLElement>(".formula"))
        if (formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0;
      if (first)
        said.textContent = `Step ${state.step}: the weight moves by ${shown(first.after.w! - first.before.w!, 4)}.`;
    } catch (error) {
      if (mine !== turn) return;
      columns.replaceChildren(el("p", { class: "problem" }, error instanceof Error ? error.message : String(error)));
    }
  }

  /** The controls say what is shown. */
  function fill(observed: Observed | null, place: Place | null): void {
    const names = (skip: string | null) => state.lanes.filter(({ id }) => id !== skip);
    lane.replaceChildren(...names(null).map(({ id, name }) => el("option", { value: id }, name)));
    lane.value = state.lane;
    other.replaceChildren(
      el("option", { value: "" }, "nobody"),
      ...names(state.lane).map(({ id, name }) => el("option", { value: id }, name)),
    );
    other.value = state.other ?? "";
    step.value = String(state.step);
    step.max = String(state.most);
    back.disabled = state.step <= 1;
    forth.disabled = state.step >= state.most;
    most.disabled = state.place === null;
    if (!observed || !place) return;
    parameter.replaceChildren(
      ...observed.weights.map((each) => el("option", { value: each.parameter }, each.parameter)),
    );
    parameter.value = place.parameter;
    const { shape } = observed.weights.find((each) => each.parameter === place.parameter)!;
    index.max = String(shape.reduce((product, size) => product * size, 1) - 1);
    index.value = String(place.index);
  }

  fill(null, null);
  void show();
  return {
    update(next) {
      state = next;
      void show();
    },
    destroy() {
      turn = -1;
      listening.abort();
      section.remove();
    },
  };
}
