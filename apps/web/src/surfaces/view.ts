/** The room of surfaces: a sentence that is also its controls, what it shows, and the numbers. */

import "./surfaces.css";
import { el, pen } from "../elements.ts";
import { grouped, plain, shown } from "../race/numbers.ts";
import { listed } from "../race/verdict.ts";
import type { SurfaceShared } from "../share/link.ts";
import { colourOf, dashOf } from "../theme.ts";
import { controls } from "./controls.ts";
import { findingOf, valueText } from "./finding.ts";
import { functions, type Point, type SurfaceFunction } from "./functions.ts";
import type { Path, Walker } from "./paths.ts";
import { pictures } from "./pictures.ts";
import { mountPlot } from "./plot.ts";
import { type Field, type Levels, levelsOf } from "./shades.ts";
import { tables, type Walked } from "./table.ts";

/** A lane, as it is in the race. */
export interface SurfaceLane extends Walker {
  readonly id: string;
  readonly name: string;
  readonly pen: number;
}

/** Where the computing is done. */
export interface Source {
  /** f at the nodes of a grid over the function's window. */
  field(surface: SurfaceFunction, columns: number, rows: number): Promise<Float64Array>;
  path(surface: SurfaceFunction, walker: Walker, start: Point, steps: number): Promise<Path>;
  /** The best of 13 rates from the function's own start. */
  rate(surface: SurfaceFunction, walker: Walker, steps: number): Promise<number | undefined>;
}

export interface SurfacesState {
  readonly lanes: readonly SurfaceLane[];
}

/** What there is to be seen, and what came of it. */
export interface Shown {
  readonly surface: SurfaceShared;
  readonly paths: readonly Path[];
}

export interface Opening {
  readonly surface: SurfaceShared;
  /** What is to be said of the first paths: whether they are those that were shared. */
  prove(paths: readonly Path[]): string;
}

/** Nodes of the large picture's grid, and of the small ones'. */
const FINE = [481, 361] as const;
const COARSE = [161, 121] as const;

/**
 * @param opening what a link shows first
 * @param onShown is told of all that is shown, once its paths are there; and of null while they are not
 */
export function mount(
  element: HTMLElement,
  initial: SurfacesState,
  source: Source,
  { opening, onShown }: { readonly opening?: Opening | undefined; onShown(shown: Shown | null): void },
) {
  let { lanes } = initial;
  let surface = functions[0]!;
  let { start }: { start: Point } = surface;
  let walked: readonly Walked[] = [];
  let field: Field | undefined;
  let levels: Levels | undefined;
  let lifted: string | null = null;
  let read: number | null = null;
  /** Whether paths are on their way, and others are wanted already. */
  let walking = false;
  let again = false;
  let gone = false;

  const chosen = controls(move, () => void walk());
  const finding = el("h2", { class: "finding", "aria-live": "polite" });
  const limit = el("p", { class: "limit" });
  const proof = el("p", { class: "limit", role: "status" });
  /** Until something else is shown than what was opened. */
  let proves = opening?.prove;
  const picture = el("div");
  const readout = el("p", { class: "readout", role: "status" });
  const figure = el("figure", { tabindex: "0" }, picture, el("figcaption", {}, readout));
  const numbers = tables(lift);
  const small = pictures(
    (each) => fieldOf(each, COARSE),
    (each) => choose(each),
  );
  const room = el(
    "div",
    { class: "surfaces" },
    chosen.element,
    finding,
    limit,
    proof,
    el("div", { class: "pair" }, figure, small.element),
    numbers.element,
  );
  element.append(room);
  const plot = mountPlot(picture, {
    onStart: move,
    onPoint(lane, step) {
      [lifted, read] = [lane, step];
      paint();
    },
  });

  async function fieldOf(of: SurfaceFunction, [columns, rows]: readonly [number, number]): Promise<Field> {
    return { columns, rows, values: await source.field(of, columns, rows) };
  }

  function choose(next: SurfaceFunction, from = next.start): void {
    surface = next;
    [field, levels, walked] = [undefined, undefined, []];
    small.choose(next);
    void fieldOf(next, FINE).then((found) => {
      if (surface !== next || gone) return;
      [field, levels] = [found, levelsOf(found.values)];
      paint();
    });
    move(from);
  }

  function move(next: Point): void {
    start = next;
    paint();
    void walk();
  }

  /** Runs all lanes from the start; who wants that meanwhile is served afterwards, once. */
  async function walk(): Promise<void> {
    onShown(null);
    proof.textContent = "";
    again = walking;
    if (walking) return;
    walking = true;
    const [of, from, count] = [surface, start, chosen.steps];
    const one = async ({ id, name, pen, optimizer, hyper }: SurfaceLane): Promise<Walked> => {
      const lr = chosen.rates === "best" ? await source.rate(of, { optimizer, hyper }, count) : undefined;
      const walker = { optimizer, hyper: lr === undefined ? hyper : { ...hyper, lr } };
      return { id, name, pen, hyper: walker.hyper, path: await source.path(of, walker, from, count) };
    };
    try {
      const found = await Promise.all(lanes.map(one));
      if (of === surface && !gone) tell(found);
    } catch (error) {
      finding.textContent = error instanceof Error ? error.message : String(error);
    }
    walking = false;
    if (again && !gone) void walk();
  }

  const pathOf = (id: string | null): Path | undefined => walked.find((each) => each.id === id)?.path;

  /** What has come of it, in words and numbers. */
  function tell(found: readonly Walked[]): void {
    walked = found;
    if (read !== null) read = Math.min(read, (pathOf(lifted)?.values.length ?? 1) - 1);
    const sentence = findingOf(walked, chosen.steps);
    finding.textContent = sentence;
    figure.ariaLabel =
      `${surface.title} from above, with the paths from (${plain(start[0])}, ${plain(start[1])}). ${sentence} ` +
      "Left and right arrows read a path step by step, up and down another path.";
    numbers.update(walked);
    paint();
    const paths = walked.map(({ path }) => path);
    onShown({ surface: { id: surface.id, start, steps: chosen.steps, rates: chosen.rates }, paths });
    proof.textContent = proves?.(paths) ?? "";
    proves = undefined;
  }

  function paint(): void {
    chosen.say(listed(lanes.map(({ name }) => name)), surface.title, start);
    limit.textContent = `${surface.about} One start says little: drag it, or move it with the arrow keys.`;
    plot.update({
      ...{ window: surface.window, field, levels, minima: surface.minima, start, lifted, read },
      lanes: lanes.map(({ id, name, pen }) => ({ id, name, pen, dash: dashOf(pen), path: pathOf(id) })),
    });
    readout.replaceChildren(...reading());
    numbers.lift(lifted);
  }

  function reading(): (Node | string)[] {
    const lane = lanes.find(({ id }) => id === lifted);
    const path = pathOf(lifted);
    if (!lane || !path || read === null) {
      const factor = levels ? `From line to line, f grows ${shown(10 ** levels.step, 2)} times. ` : "";
      return [`${factor}Point at a path to read it, or use the arrow keys here.`];
    }
    const [f, a, b] = [path.values[read]!, path.points[2 * read]!, path.points[2 * read + 1]!].map((each) =>
      valueText(each, 4),
    );
    return [
      pen(colourOf(lane.pen), dashOf(lane.pen)),
      ` ${lane.name}, step ${grouped(read)}: f = ${f} at (${a}, ${b})`,
    ];
  }

  function lift(id: string | null): void {
    [lifted, read] = [id, null];
    paint();
  }

  /** Where a key leads in the paths: to another lane, to another step. @returns whether it leads anywhere */
  function follow({ key, shiftKey }: KeyboardEvent): boolean {
    const ids = lanes.map(({ id }) => id);
    const turn = { ArrowUp: -1, ArrowDown: 1 }[key];
    const by = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[key];
    if (turn === undefined && by === undefined) return false;
    const at = Math.max(0, ids.indexOf(lifted ?? ""));
    lifted = ids[(at + (turn ?? 0) + ids.length) % ids.length]!;
    const last = (pathOf(lifted)?.values.length ?? 1) - 1;
    const from = read ?? (by !== undefined && Number.isFinite(by) ? -by : 0);
    read = Math.min(last, Math.max(0, from + (by ?? 0) * (shiftKey ? 10 : 1)));
    return true;
  }

  figure.addEventListener("keydown", (event) => {
    if (event.target !== figure || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") return lift(null);
    if (!follow(event)) return;
    event.preventDefault();
    event.stopPropagation();
    paint();
  });
  figure.addEventListener("focusout", () => lift(null));
  if (opening) open(opening.surface);
  else choose(surface);

  function open({ id, start: from, ...others }: SurfaceShared): void {
    const found = functions.find((each) => each.id === id);
    chosen.choose(others);
    const there = functions.map((each) => each.id).join(", ");
    if (!found) proves = () => `The link's function is "${id.slice(0, 40)}", which there is not: there are ${there}.`;
    choose(found ?? surface, found ? from : surface.start);
  }

  return {
    update(next: SurfacesState): void {
      lanes = next.lanes;
      paint();
      void walk();
    },
    destroy(): void {
      gone = true;
      onShown(null);
      plot.destroy();
      small.destroy();
      room.remove();
    },
  };
}
