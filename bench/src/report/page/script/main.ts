import type uPlot from "uplot";
import type { Chart } from "../../figures/chart.ts";
import { draw } from "./draw.ts";
import { css, pens } from "./pens.ts";

const read = <T>(element: Element): T => JSON.parse(element.textContent!);
const { names, shown } = read<{ names: string[]; shown: string[] }>(document.querySelector("#optimizers")!);
const pen = pens(names);
const chosen = new Set(shown);

/** The charts that have been in sight, each with what draws it again. */
const drawn = new Map<HTMLElement, () => void>();

function show(place: HTMLElement): void {
  const chart = read<Chart>(document.querySelector(`[data-of="${place.dataset.chart}"]`)!);
  const title = document.createElement("div");
  title.className = "axis-title";
  title.textContent = chart.y.label;
  const below = document.createElement("div");
  below.className = "axis-title below";
  below.textContent = chart.x.label;
  const canvas = document.createElement("div");
  place.append(title, canvas, below);
  let plot: uPlot | undefined;
  const again = () => {
    plot?.destroy();
    const penOf = (name: string) => pen.get(name)!;
    plot = draw(chart, canvas, { penOf, isShown: (name) => chosen.has(name), ink: css, right: 24, band: 0.16 });
  };
  drawn.set(place, again);
  again();
}

const redraw = () => {
  for (const again of drawn.values()) again();
};

function chips(): void {
  const picker = document.querySelector<HTMLElement>("#picker")!;
  const group = picker.querySelector(".chips")!;
  for (const name of names) {
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-pressed", String(chosen.has(name)));
    const swatch = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    swatch.setAttribute("viewBox", "0 0 20 4");
    swatch.setAttribute("aria-hidden", "true");
    swatch.innerHTML = `<line x1="0" y1="2" x2="20" y2="2" stroke="var(${pen.get(name)!.colour})" stroke-width="3" stroke-dasharray="${pen
      .get(name)!
      .dash.map((x) => x / 1.5)
      .join(" ")}"/>`;
    button.append(swatch, name);
    button.addEventListener("click", () => {
      if (!chosen.delete(name)) chosen.add(name);
      button.setAttribute("aria-pressed", String(chosen.has(name)));
      redraw();
    });
    group.append(button);
  }
  picker.hidden = false;
}

chips();

// As many charts as there are problems: each is drawn when it comes near.
const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      show(target as HTMLElement);
    }
  },
  { rootMargin: "400px" },
);
for (const place of document.querySelectorAll(".chart")) near.observe(place);

let width = document.body.clientWidth;
new ResizeObserver(() => {
  if (document.body.clientWidth === width) return;
  width = document.body.clientWidth;
  redraw();
}).observe(document.body);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
addEventListener("beforeprint", () => {
  for (const place of document.querySelectorAll<HTMLElement>(".chart")) if (!drawn.has(place)) show(place);
});
