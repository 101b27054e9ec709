/** The room of surfaces: a sentence that is also its controls, what it shows, and the numbers. */

import "./surfaces.css";
import { el, pen } from "../elements.ts";
import { grouped, plain, shown } from "../race/numbers.ts";
import { symbolOf } from "../race/title.ts";
import { listed } from "../race/verdict.ts";
import { colourOf, dashOf, onTheme } from "../theme.ts";
import { findingOf, lastOf, milestones, ranked, valueText } from "./finding.ts";
import { functions, type Point, type SurfaceFunction } from "./functions.ts";
import { arrivalOf, GOAL, type Path, type Walker } from "./paths.ts";
import { mountPlot, shadesOf } from "./plot.ts";
import { type Field, type Levels, levelsOf, shade } from "./shades.ts";

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

export interface Mounted<S> {
  update(state: S): void;
  destroy(): void;
}

/** Nodes of the large picture's grid, and of the small ones'. */
const FINE = [481, 361] as const;
const COARSE = [97, 73] as const;

export function mount(element: HTMLElement, initial: SurfacesState, source: Source): Mounted<SurfacesState> {
  let { lanes } = initial;
  let surface = functions[0]!;
  let start: Point = surface.start;
  let paths = new Map<string, Path>();
  let used = new Map<string, Walker["hyper"]>();
  let field: Field | undefined;
  let levels: Levels | undefined;
  let lifted: string | null = null;
  let read: number | null = null;
  /** What the paths on the screen are of; and whether newer ones are asked for. */
  let walking = false;
  let again = false;
  let gone = false;

  const listening = new AbortController();
  const { signal } = listening;
  const on = (to: HTMLElement, type: string, act: (event: Event) => void) => to.addEventListener(type, act, { signal });

  const steps = el(
    "select",
    { class: "control", "aria-label": "steps" },
    ...[30, 100, 300, 1000, 3000].map((each) => el("option", { value: String(each) }, grouped(each))),
  );
  steps.value = "300";
  const rates = el(
    "select",
    { class: "control", "aria-label": "rates" },
    el("option", { value: "best" }, "the best of 13 rates that stay in the picture"),
    el("option", { value: "race" }, "its rate in the race"),
  );
  const coordinate = (name: string) =>
    el("input", { class: "control coordinate", type: "number", step: "any", "aria-label": `${name} of the start` });
  const [x, y] = [coordinate("x"), coordinate("y")];
  const names = el("span");
  const title = el("span");
  const sentence = el(
    "p",
    { class: "sentence" },
    names,
    " down ",
    title,
    ", ",
    steps,
    " steps from (",
    x,
    ", ",
    y,
    "), each at ",
    rates,
    ".",
  );
  const finding = el("h2", { class: "finding", "aria-live": "polite" });
  const limit = el("p", { class: "limit" });
  const picture = el("div", { class: "picture" });
  const readout = el("p", { class: "readout", role: "status" });
  const figure = el("figure", { tabindex: "0" }, picture, el("figcaption", {}, readout));
  const choices = el("div", { class: "pictures", role: "group", "aria-label": "functions" });
  const body = el("tbody");
  const table = el(
    "table",
    { class: "lanes" },
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        ...["optimizer", "rate", "f at the end", "to the minimum", `below ${shown(GOAL, 1)}, step`, ""].map((text, i) =>
          el(
            "th",
            { scope: "col", ...(i > 0 && { class: "number" }) },
            text || el("span", { class: "unseen" }, "state"),
          ),
        ),
      ),
    ),
    body,
  );
  const byStep = el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Values step by step" });
  const details = el("details", {}, el("summary", {}, "Values step by step"), byStep);
  const room = el(
    "section",
    { class: "surfaces", "aria-label": "Surfaces" },
    sentence,
    finding,
    limit,
    el("div", { class: "pair" }, figure, choices),
    el("div", { class: "wide" }, table),
    details,
  );
  element.append(room);

  const plot = mountPlot(picture, {
    onStart: move,
    onPoint(lane, step) {
      [lifted, read] = [lane, step];
      paint();
    },
  });

  const small = functions.map((each) => {
    const canvas = el("canvas", { "aria-hidden": "true" });
    const button = el(
      "button",
      { type: "button", class: "small", "data-id": each.id },
      canvas,
      el("span", {}, each.title),
    );
    on(button, "click", () => choose(each));
    choices.append(button);
    return { each, canvas, button, field: undefined as Field | undefined };
  });
  for (const picture of small)
    void fieldOf(picture.each, COARSE).then((found) => {
      picture.field = found;
      paintSmall();
    });
  const unthemed = onTheme(paintSmall);

  async function fieldOf(of: SurfaceFunction, [columns, rows]: readonly [number, number]): Promise<Field> {
    return { columns, rows, values: await source.field(of, columns, rows) };
  }

  function choose(next: SurfaceFunction): void {
    surface = next;
    start = next.start;
    field = levels = undefined;
    paths = new Map();
    void fieldOf(next, FINE).then((found) => {
      if (surface !== next || gone) return;
      field = found;
      levels = levelsOf(found.values);
      paint();
    });
    paint();
    walk();
  }

  function move(next: Point): void {
    start = next;
    paint();
    walk();
  }

  /** Runs all lanes from the start; whoever asks meanwhile is heard afterwards, once. */
  function walk(): void {
    if (walking) {
      again = true;
      return;
    }
    walking = true;
    again = false;
    const [of, from, count] = [surface, start, Number(steps.value)];
    const all = lanes.map(async (lane) => {
      const { optimizer, hyper } = lane;
      const lr = rates.value === "best" ? await source.rate(of, { optimizer, hyper }, count) : undefined;
      const walker = { optimizer, hyper: lr === undefined ? hyper : { ...hyper, lr } };
      return [lane.id, walker, await source.path(of, walker, from, count)] as const;
    });
    Promise.all(all)
      .then((found) => {
        if (gone || of !== surface) return;
        paths = new Map(found.map(([id, , path]) => [id, path]));
        used = new Map(found.map(([id, { hyper }]) => [id, hyper]));
        if (read !== null && lifted !== null) read = Math.min(read, (paths.get(lifted)?.values.length ?? 1) - 1);
        paint();
        tell();
      })
      .catch((error: unknown) => {
        finding.textContent = error instanceof Error ? error.message : String(error);
      })
      .finally(() => {
        walking = false;
        if (again && !gone) walk();
      });
  }

  function paint(): void {
    for (const { each, button } of small) button.setAttribute("aria-pressed", String(each === surface));
    for (const [input, value] of [
      [x, start[0]],
      [y, start[1]],
    ] as const)
      if (document.activeElement !== input) input.value = String(value);
    title.textContent = surface.title;
    names.textContent = listed(lanes.map(({ name }) => name));
    limit.textContent = `${capital(surface.about)}. One start says little: drag it, or move it with the arrow keys.`;
    plot.update({
      ...{ window: surface.window, field, levels, minima: surface.minima, start, lifted, read },
      lanes: lanes.map(({ id, name, pen }) => ({ id, name, pen, dash: dashOf(pen), path: paths.get(id) })),
    });
    readout.replaceChildren(...reading());
    for (const row of body.rows) row.classList.toggle("dim", lifted !== null && row.dataset.id !== lifted);
  }

  function reading(): (Node | string)[] {
    const lane = lanes.find(({ id }) => id === lifted);
    const path = lane && paths.get(lane.id);
    if (!lane || !path || read === null) {
      const factor = levels ? `From line to line, f grows ${shown(10 ** levels.step, 2)} times. ` : "";
      return [`${factor}Point at a path to read it, or use the arrow keys here.`];
    }
    const [a, b] = [path.points[2 * read]!, path.points[2 * read + 1]!];
    return [
      pen(colourOf(lane.pen), dashOf(lane.pen)),
      ` ${lane.name}, step ${grouped(read)}: f = ${valueText(path.values[read]!, 4)} at (${shown(a, 4)}, ${shown(b, 4)})`,
    ];
  }

  /** What has come of it, in words and numbers. */
  function tell(): void {
    const walked = lanes.flatMap(({ name, id, pen }) =>
      paths.has(id) ? [{ name, id, pen, path: paths.get(id)! }] : [],
    );
    const sentence = findingOf(walked, Number(steps.value));
    finding.textContent = sentence.replaceAll("\u2009", "\u202f"); // no line ends within a number
    figure.setAttribute(
      "aria-label",
      `${surface.title} from above, with the paths from (${plain(start[0])}, ${plain(start[1])}). ${sentence} Left and right arrows read a path step by step, up and down another path.`,
    );
    const order = ranked(walked);
    body.replaceChildren(...order.map(rowOf));
    const columns = milestones(Math.max(...walked.map(({ path }) => path.values.length - 1)));
    byStep.replaceChildren(
      el(
        "table",
        { class: "lanes" },
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            el("th", { scope: "col" }, "f after step"),
            ...columns.map((each) => el("th", { scope: "col", class: "number" }, grouped(each))),
          ),
        ),
        el(
          "tbody",
          {},
          ...order.map(({ name, path }) =>
            el(
              "tr",
              {},
              el("th", { scope: "row" }, name),
              ...columns.map((each) =>
                el("td", { class: "number" }, each < path.values.length ? valueText(path.values[each]!) : "–"),
              ),
            ),
          ),
        ),
      ),
    );
  }

  function rowOf({
    id,
    name,
    pen: number,
    path,
  }: {
    readonly id: string;
    readonly name: string;
    readonly pen: number;
    readonly path: Path;
  }): HTMLTableRowElement {
    const { lr, ...others } = used.get(id) ?? {};
    const said = Object.entries(others)
      .filter(([, value]) => Number(value) !== 0)
      .map(([key, value]) => `${symbolOf(key)} ${plain(Number(value))}`);
    const arrival = arrivalOf(path);
    const cell = (label: string, text: string | Node) => el("td", { class: "number", "data-label": label }, text);
    const row = el(
      "tr",
      { "data-id": id },
      el(
        "th",
        { scope: "row" },
        pen(colourOf(number), dashOf(number)),
        el("b", {}, name),
        " ",
        el("span", { class: "hyper" }, said.join(" ")),
      ),
      cell("rate", lr === undefined ? "–" : plain(Number(lr))),
      cell("f", valueText(lastOf(path))),
      cell("distance", valueText(path.distances.at(-1)!)),
      cell(`below ${shown(GOAL, 1)}`, arrival === null ? el("span", { class: "muted" }, "not yet") : grouped(arrival)),
      cell(
        "",
        path.diverged === null ? "" : el("span", { class: "chip" }, `diverged at step ${grouped(path.diverged)}`),
      ),
    );
    on(row, "pointerenter", () => lift(id));
    on(row, "pointerleave", () => lift(null));
    return row;
  }
  function lift(id: string | null): void {
    [lifted, read] = [id, null];
    paint();
  }

  function paintSmall(): void {
    for (const { canvas, field: found } of small) {
      if (!found) continue;
      const of = levelsOf(found.values);
      const [width, height] = [Math.round(120 * devicePixelRatio), Math.round(90 * devicePixelRatio)];
      [canvas.width, canvas.height] = [width, height];
      const draw = canvas.getContext("2d")!;
      const image = draw.createImageData(width, height);
      const { shades, line } = shadesOf(of.count + 1);
      shade(image.data, width, height, found, of, shades, line, 0.5);
      draw.putImageData(image, 0, 0);
    }
  }

  on(steps, "change", walk);
  on(rates, "change", walk);
  for (const input of [x, y])
    on(input, "change", () => {
      const value = (from: HTMLInputElement, now: number) =>
        Number.isFinite(from.valueAsNumber) && Math.abs(from.valueAsNumber) <= 1e6 ? from.valueAsNumber : now;
      move([value(x, start[0]), value(y, start[1])]);
      [x.value, y.value] = [String(start[0]), String(start[1])];
    });
  on(figure, "keydown", (event) => {
    const { key, target, altKey, ctrlKey, metaKey, shiftKey } = event as KeyboardEvent;
    if (target !== figure || altKey || ctrlKey || metaKey) return;
    const ids = lanes.map(({ id }) => id);
    const at = Math.max(0, ids.indexOf(lifted ?? ""));
    const turn = { ArrowUp: -1, ArrowDown: 1 }[key];
    const by = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (key === "Escape" && lifted !== null) lift(null);
    else if (turn !== undefined) [lifted, read] = [ids[(at + turn + ids.length) % ids.length]!, read ?? 0];
    else if (by !== undefined || key === "Home" || key === "End") {
      lifted ??= ids[0]!;
      const last = (paths.get(lifted)?.values.length ?? 1) - 1;
      const next = key === "Home" ? 0 : key === "End" ? last : read === null ? 0 : read + by! * (shiftKey ? 10 : 1);
      read = Math.min(last, Math.max(0, next));
    } else return;
    event.preventDefault();
    event.stopPropagation();
    paint();
  });
  on(figure, "focusout", () => lift(null));

  choose(surface);
  return {
    update(next) {
      if (next.lanes === lanes) return;
      lanes = next.lanes;
      paint();
      walk();
    },
    destroy() {
      gone = true;
      plot.destroy();
      unthemed();
      listening.abort();
      room.remove();
    },
  };
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
