/** One step of one weight, typeset: for one lane, or two side by side. */

import "./explain.css";
import { el, pen } from "../elements.ts";
import { ml, said, symbolElement, termElement } from "./math.ts";
import { exact, shown } from "./numbers.ts";
import type { Observed, Place } from "./observe.ts";
import { sentencesOf } from "./sentence.ts";
import type { Equation } from "./step.ts";
import { spoken } from "./symbol.ts";

/** A lane, as it looks in the race. */
export interface ExplainLane {
  readonly id: string;
  readonly name: string;
  /** A CSS colour. */
  readonly colour: string;
  /** Lengths of dash and gap; none for a full line. */
  readonly dash: readonly number[];
}

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

  const lane = el("select", { "aria-label": "optimizer" });
  const other = el("select", { "aria-label": "beside it" });
  const parameter = el("select", { "aria-label": "parameter" });
  const index = el("input", {
    type: "number",
    min: "0",
    step: "1",
    inputmode: "numeric",
    "aria-label": "number of the weight",
  });
  const step = el("input", { type: "number", min: "1", step: "1", inputmode: "numeric", "aria-label": "step" });
  const back = el("button", { type: "button" }, "◂ step");
  const on1 = el("button", { type: "button" }, "step ▸");
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
    el("p", { class: "actions" }, back, on1, el("span", { class: "spring" }), most),
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
  on(on1, "click", () => go(state.step + 1));
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
    on1.disabled = state.step >= state.most;
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

/** One lane's step. */
function column({ name, colour, dash }: ExplainLane, observed: Observed | null, step: number): HTMLElement {
  const title = el("h3", {}, pen(colour, dash), name);
  if (!observed)
    return el("article", {}, title, el("p", { class: "problem" }, `Its run has ended before step ${step}.`));
  const { explained, g, before, after, type } = observed;
  const sentences = sentencesOf(observed);
  const said = el("p", { class: "said" }, sentences.join(" "));
  const gradient = line("gradient", [ml("mrow", {}, symbolElement("g_t"))], "the gradient", g, type);
  const moved = line("delta", [difference()], "Δ, the step", after.w! - before.w!, type);
  if (!explained)
    return el("article", {}, title, untraced(observed), gradient, ...held(observed), moved, check(observed));
  const beside = explained.beside.length
    ? [
        el("p", { class: "aside" }, "Of the same numbers, though this form of the rule folds them into the step:"),
        ...explained.beside.map((each) => equation(each, type)),
      ]
    : [];
  return el(
    "article",
    {},
    title,
    ...(sentences.length ? [said] : []),
    gradient,
    ...explained.equations.map((each) => equation(each, type)),
    moved,
    check(observed),
    ...beside,
  );
}

const difference = (): Element =>
  ml(
    "mrow",
    {},
    ml("mi", { mathvariant: "normal" }, "Δ"),
    ml("mo", {}, "="),
    symbolElement("w_t"),
    ml("mo", {}, "−"),
    symbolElement("w_{t-1}"),
  );

function equation({ symbol, term, value, because, name }: Equation, type: Observed["type"]): HTMLElement {
  const whole = ml("mrow", {}, symbolElement(symbol), ml("mo", {}, "="), termElement(term));
  const reason = because.length ? `, as ${because.map(said).join(" and ")}` : "";
  const shownLine = line(name, [whole], `${spoken(symbol)} = ${said(term)}${reason}`, value, type);
  if (because.length) {
    const conditions = because.flatMap((each, i) => [
      i ? " and " : " as ",
      el("span", {}, math("inline", [termElement(each)])),
    ]);
    shownLine.append(el("p", { class: "reason", "aria-hidden": "true" }, ...conditions));
  }
  return shownLine;
}

function math(display: "block" | "inline", of: readonly Element[]): Element {
  return ml("math", { display: display === "block" ? "block" : "inline" }, ...of);
}

function line(
  name: string,
  of: readonly Element[],
  spokenForm: string,
  value: number,
  type: Observed["type"],
): HTMLElement {
  const formula = el("div", { class: "formula", role: "img", "aria-label": spokenForm }, math("block", of));
  const number = el(
    "data",
    { value: exact(value, type), title: exact(value, type).replace("-", "−") },
    shown(value, 4),
  );
  return el("div", { class: "line", "data-name": name }, formula, number);
}

function untraced({ optimizer: { name, doc, paper } }: Observed): HTMLElement {
  const why = name.includes("(")
    ? "A wrapper works around another optimizer's step, so that no formula of one weight alone is its step."
    : "It does not treat each weight by itself: a step of one weight depends on others, so that no formula of one weight alone is its step.";
  return el(
    "div",
    { class: "untraced" },
    el("p", {}, `${doc} ${why} What there is to see of this weight:`),
    el("p", { class: "aside" }, `Its equations: ${paper}`),
  );
}

/** What the state has for this weight. */
const held = ({ after, type }: Observed): HTMLElement[] =>
  Object.entries(after).flatMap(([name, value]) =>
    name === "w" ? [] : [line(name, [ml("mtext", {}, name)], name, value, type)],
  );

/** That the formulas give the very bits of the step, or by how much they do not. */
function check({ explained, before, after, type }: Observed): HTMLElement {
  const move = `w went from ${exact(before.w!, type)} to ${exact(after.w!, type)}`.replaceAll("-", "−");
  if (!explained) return el("p", { class: "aside" }, `${move}.`);
  const equal = Object.is(explained.after.w, after.w);
  return el(
    "p",
    { class: "aside", "data-equal": String(equal) },
    equal
      ? `${move}: these formulas give the same bits.`
      : `${move}; the formulas give ${exact(explained.after.w!, type)}.`,
  );
}
