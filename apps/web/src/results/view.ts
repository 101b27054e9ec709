/** The Bench tab: what a bench has found, as a matrix, with the figures of its report, and every run to be replayed. */

import "./bench.css";
import { el } from "../elements.ts";
import type { Cell, Choice, Column, Comparison } from "./comparison.ts";
import { takeDropped } from "./dropped.ts";
import { mountFigure } from "./figure.ts";
import { findingOf, groups } from "./finding.ts";
import { keyOf } from "./key.ts";
import type { Known } from "./known.ts";
import { matrix } from "./matrix.ts";
import { type Pens, pens as pensOf } from "./pens.ts";
import type { Opened } from "./questions.ts";
import { type RunsPanel, runsPanel } from "./runs.ts";
import { sentence } from "./sentence.ts";
import { source } from "./source.ts";

export function mount(element: HTMLElement): () => void {
  const asked = source();
  const { ask } = asked;
  let opened: Opened | undefined;
  let own: string | null = null;
  let choice: Choice | undefined;
  let comparison: Comparison | undefined;
  let pens: Pens = pensOf([]);
  let known: Readonly<Record<string, Known>> = {};
  let lifted: string | null = null;
  let panel: RunsPanel | undefined;
  let gone = false;
  /** The last of each that was asked for: answers to others come too late. */
  let [openings, comparisons] = [0, 0];

  const saying = sentence({ onChoice: choose, onFiles: open });
  const notice = el("p", { class: "notice", role: "alert" });
  const finding = el("h2", { class: "finding", "aria-live": "polite" }, "Reading the core results …");
  const limits = el("div");
  const cells = matrix({ onCell: show, onToggle: toggle, onLift: lift });
  const key = el("p", { class: "key small muted" });
  const group = el("select", { class: "control", "aria-label": "problems of the profile" });
  const problem = el("select", { class: "control", "aria-label": "problem of the rates" });
  const profile = mountFigure(el("h3", {}, "Performance profile of ", group), "There are too few runs for it.", lift);
  const rates = mountFigure(el("h3", {}, "Learning rates tried on ", problem), "Nothing was tuned here.", lift);
  const reading = el("ul");
  const how = el("details", {}, el("summary", {}, "How to read this"), reading);
  const findings = el("div", { class: "verdict" }, finding, limits);
  const figures = el("div", { class: "pair" }, profile.element, rates.element);
  const room = el("div", { class: "bench" }, saying.element, notice, findings, cells.element, key, figures, how);
  notice.hidden = true;
  figures.hidden = true; // until there is something to see
  element.append(room);
  const undropped = takeDropped(room, open);

  function refuse(error: unknown): void {
    if (gone) return;
    notice.textContent = error instanceof Error ? error.message : String(error);
    notice.hidden = false;
    room.removeAttribute("aria-busy");
    // What was chosen in vain is taken back.
    if (opened && choice) saying.update({ opened, own }, choice);
    if (!opened) finding.textContent = "There are no results to show.";
  }

  /** Files that are none leave what is there. */
  async function open(files: readonly File[] | null): Promise<void> {
    const number = ++openings;
    room.setAttribute("aria-busy", "true");
    try {
      const found = await ask({ of: "open", files });
      const { track, trials } = found.tracks[0]!;
      if (number !== openings || gone) return;
      [opened, own] = [found, files?.find(({ name }) => name.includes(".jsonl"))?.name ?? null];
      known = {};
      await compare({ track, trials: trials.at(-1)!, target: found.tunedFor }, true);
      const said = await ask({ of: "known", optimizers: found.optimizers });
      if (opened !== found || gone) return;
      known = said;
      cells.mark(known);
    } catch (error) {
      if (number === openings) refuse(error);
    }
  }

  function choose(next: Choice): void {
    const here = opened!.tracks.find(({ track }) => track === next.track)!;
    // A track of defaults has one trial.
    const trials = here.trials.includes(next.trials) ? next.trials : here.trials.at(-1)!;
    compare({ ...next, trials }, false).catch(refuse);
  }

  /** @param isNew whether these are other results */
  async function compare(next: Choice, isNew: boolean): Promise<void> {
    const number = ++comparisons;
    room.setAttribute("aria-busy", "true");
    const found = await ask({ of: "comparison", choice: next });
    if (number !== comparisons || gone) return;
    close();
    [choice, comparison] = [next, found];
    if (isNew) pens = pensOf(found.optimizers);
    notice.hidden = true;
    room.removeAttribute("aria-busy");
    fill(
      group,
      found.suites.map((suite) => [suite.group, groups[suite.group]]),
    );
    fill(
      problem,
      found.columns.map((column) => [column.problem, column.problem]),
    );
    tell(found);
    figures.hidden = false;
    paint();
    await showRates();
  }

  function tell({ suites, columns, without, reading: lines }: Comparison): void {
    const [first, ...others] = suites;
    finding.textContent = first ? findingOf(first) : "There are too few runs for scores.";
    const missing = without.length > 0 ? [`Without such a target, and so not here: ${without.join(", ")}.`] : [];
    const rest = others.map((suite) => [findingOf(suite), ...suite.verdict.slice(1)].join(" "));
    const said = [first?.verdict.slice(1).join(" ") ?? "", ...rest, ...missing].filter((text) => text !== "");
    limits.replaceChildren(...said.map((text) => el("p", { class: "limit" }, text)));
    reading.replaceChildren(...[...lines, `Made by ${opened!.madeBy}.`].map((line) => el("li", {}, line)));
    key.replaceChildren(...keyOf(columns));
  }

  /** All that depends on what is chosen and pointed at. */
  function paint(): void {
    if (!comparison || !choice || !opened) return;
    saying.update({ opened, own }, choice);
    cells.update({ comparison, pens });
    cells.mark(known);
    paintFigures();
  }

  let sensitivity: Parameters<typeof rates.update>[0]["figure"] = null;

  function paintFigures(): void {
    const suite = comparison?.suites.find((each) => each.group === group.value);
    profile.update({ figure: suite?.profile ?? null, pens, lifted });
    rates.update({ figure: sensitivity, pens, lifted });
    cells.lift(lifted);
  }

  async function showRates(): Promise<void> {
    const [of, at] = [problem.value, choice!];
    const found = of ? await ask({ of: "rates", choice: at, problem: of }) : null;
    if (problem.value !== of || choice !== at || gone) return;
    sensitivity = found;
    paintFigures();
  }

  function toggle(optimizer: string): void {
    pens.toggle(optimizer);
    cells.repaint(optimizer);
    paintFigures();
  }

  function lift(optimizer: string | null): void {
    if (lifted === optimizer) return;
    lifted = optimizer;
    paintFigures();
  }

  function show(column: Column, cell: Cell, from: HTMLElement): void {
    close();
    const leave = () => {
      close();
      from.focus();
    };
    panel = runsPanel(asked, { choice: choice!, column, cell, pen: pens.of(cell.optimizer) ?? 0 }, leave);
    room.append(panel.element);
    panel.element.focus({ preventScroll: true });
    from.classList.add("open");
    from.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (problem.value === column.problem) return;
    problem.value = column.problem;
    showRates().catch(refuse);
  }

  function close(): void {
    panel?.destroy();
    panel = undefined;
    cells.element.querySelector(".open")?.classList.remove("open");
  }

  group.addEventListener("change", paintFigures);
  problem.addEventListener("change", () => void showRates().catch(refuse));
  void open(null);
  return () => {
    gone = true;
    close();
    undropped();
    profile.destroy();
    rates.destroy();
    asked.destroy();
    room.remove();
  };
}

function fill(select: HTMLSelectElement, options: readonly (readonly [value: string, text: string])[]): void {
  const before = select.value;
  select.replaceChildren(...options.map(([value, text]) => el("option", { value }, text)));
  if (options.some(([value]) => value === before)) select.value = before;
}
