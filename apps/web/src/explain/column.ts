/** One lane's step of one weight, typeset. */

import { el, pen } from "../elements.ts";
import { ml, said, symbolElement, termElement, termElements } from "./math.ts";
import { exact, shown } from "./numbers.ts";
import type { Observed } from "./observe.ts";
import { sentencesOf } from "./sentence.ts";
import type { Equation } from "./step.ts";
import { spoken } from "./symbol.ts";

/** A lane, as it looks in the race. */
export interface ExplainLane {
  readonly id: string;
  readonly name: string;
  /** Whether its optimizer has been compared with no other implementation. */
  readonly unverified: boolean;
  /** A CSS colour. */
  readonly colour: string;
  /** Lengths of dash and gap; none for a full line. */
  readonly dash: readonly number[];
}

/** One lane's step. */
export function column(
  { id, name, unverified, colour, dash }: ExplainLane,
  observed: Observed | null,
  step: number,
): HTMLElement {
  const title = el(
    "h3",
    {},
    pen(colour, dash),
    name,
    ...(unverified ? [" ", el("span", { class: "unverified" }, "unverified")] : []),
  );
  const attributes = { "data-lane": id, ...(observed && whereabouts(observed)) };
  if (observed && observed.step !== step) title.append(el("span", { class: "muted" }, `step ${observed.step}`));
  if (!observed)
    return el("article", attributes, title, el("p", { class: "problem" }, `Its run has ended before step ${step}.`));
  const { explained, g, before, after, type } = observed;
  const sentences = sentencesOf(observed);
  const said = el("p", { class: "said" }, sentences.join(" "));
  const gradient = line("gradient", [ml("mrow", {}, symbolElement("g_t"))], "the gradient", g, type);
  const moved = line("Δ", [difference()], "Δ, the step", after.w! - before.w!, type);
  if (!explained)
    return el("article", attributes, title, untraced(observed), gradient, ...held(observed), moved, check(observed));
  const beside = explained.beside.length
    ? [
        el("p", { class: "aside" }, "Of the same numbers, though this form of the rule folds them into the step:"),
        ...explained.beside.map((each) => equation(each, type)),
      ]
    : [];
  return el(
    "article",
    attributes,
    title,
    ...(sentences.length ? [said] : []),
    gradient,
    ...explained.equations.map((each) => equation(each, type)),
    moved,
    check(observed),
    ...beside,
  );
}

const whereabouts = ({ step, place: { parameter, index } }: Observed): Record<string, string> => {
  return { "data-step": String(step), "data-parameter": parameter, "data-index": String(index) };
};

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
  const [first, ...others] = termElements(term);
  const pieces = [ml("mrow", {}, symbolElement(symbol), ml("mo", {}, "="), first!), ...others];
  const reason = because.length ? `, as ${because.map(said).join(" and ")}` : "";
  const shownLine = line(name, pieces, `${spoken(symbol)} = ${said(term)}${reason}`, value, type);
  if (because.length) {
    const conditions = because.flatMap((each, i) => [i ? " and " : " as ", el("span", {}, math(termElement(each)))]);
    shownLine.append(el("p", { class: "reason", "aria-hidden": "true" }, ...conditions));
  }
  return shownLine;
}

const math = (of: Element): Element => ml("math", { displaystyle: "true" }, of);

function line(
  name: string,
  of: readonly Element[],
  spokenForm: string,
  value: number,
  type: Observed["type"],
): HTMLElement {
  const formula = el(
    "div",
    { class: "formula", role: "img", "aria-label": spokenForm },
    ...of.flatMap((each, i) => (i ? [" ", math(each)] : [math(each)])),
  );
  const number = el("data", { value: String(value), title: exact(value, type).replace("-", "−") }, shown(value, 4));
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
