/** A chart with its toggles and its legend: what both the race and the results are shown in. */

import type { Axis } from "./axis.ts";
import { Chart } from "./chart.ts";
import type { Metric, Racer } from "./curves.ts";
import type { Pen } from "./palette.ts";

interface Entry {
  readonly button: HTMLButtonElement;
  readonly value: HTMLElement;
}

const format = (metric: Metric, value: number | null | undefined): string => {
  if (value === undefined) return "";
  if (value === null) return "diverged";
  if (metric === "accuracy") return value.toFixed(3);
  return value !== 0 && (value < 1e-3 || value >= 1e4)
    ? value.toExponential(2).replace("e+", "e")
    : value.toPrecision(3);
};

export class Plot {
  readonly #pen: (optimizer: string) => Pen;
  readonly #chart: Chart;
  readonly #form: HTMLFormElement;
  readonly #legend: HTMLElement;
  readonly #cursor: HTMLElement;
  readonly #settings: HTMLElement;
  readonly #hidden = new Set<string>();
  readonly #axes: Record<Metric, Axis> = { loss: "log", accuracy: "linear" };
  #entries = new Map<string, Entry>();
  #racers: readonly Racer[] = [];
  #target: number | undefined;

  constructor(root: HTMLElement, pen: (optimizer: string) => Pen) {
    root.append(document.querySelector<HTMLTemplateElement>("template#plot")!.content.cloneNode(true));
    this.#pen = pen;
    this.#form = root.querySelector("form")!;
    this.#legend = root.querySelector(".legend")!;
    this.#cursor = root.querySelector(".cursor")!;
    this.#settings = root.querySelector(".settings")!;
    this.#chart = new Chart(root.querySelector(".chart")!);
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    this.#form.addEventListener("change", (event) => this.#choose(event.target as HTMLInputElement));
  }

  /** Draws other racers, with the accuracy that they are to reach, if any; those hidden before stay hidden. */
  show(racers: readonly Racer[], target?: number): void {
    this.#racers = racers;
    this.#target = target;
    this.#entries = new Map(racers.map((racer) => [racer.name, this.#entry(racer)]));
    this.#legend.replaceChildren(
      ...[...this.#entries.values()].map(({ button }) => {
        const item = document.createElement("li");
        item.append(button);
        return item;
      }),
    );
    this.#settings.replaceChildren(
      ...racers.map(({ name, settings }) => {
        const item = document.createElement("li");
        item.textContent = `${name}: ${settings}`;
        return item;
      }),
    );
    this.#draw();
  }

  /** Draws the same racers again after their curves have grown. */
  grow(): void {
    this.#chart.grow();
  }

  get #metric(): Metric {
    return this.#choice("metric") as Metric;
  }

  #choice(name: string): string {
    return (this.#form.elements.namedItem(name) as RadioNodeList).value;
  }

  /** Each metric remembers its own axis. */
  #choose(input: HTMLInputElement): void {
    if (input.name === "axis") this.#axes[this.#metric] = input.value as Axis;
    (this.#form.elements.namedItem("axis") as RadioNodeList).value = this.#axes[this.#metric];
    this.#draw();
  }

  #draw(): void {
    this.#chart.show({
      racers: this.#racers,
      metric: this.#metric,
      axis: this.#axes[this.#metric],
      goal: this.#goal(),
      pen: this.#pen,
      hidden: this.#hidden,
      onCursor: (epoch, values, atCursor) => {
        const at = epoch === undefined ? "" : `epoch ${epoch.toLocaleString("en")}`;
        this.#cursor.textContent = at && `${atCursor ? "" : "last, "}${at}`;
        const words = [...this.#entries].map(([name, { value }]) => {
          value.textContent = at && format(this.#metric, values.get(name));
          return `${name} ${value.textContent}`;
        });
        return at ? `${at}: ${words.join(", ")}` : "nothing yet";
      },
    });
  }

  #goal(): { value: number; name: string } | undefined {
    if (this.#target === undefined || this.#metric !== "accuracy") return undefined;
    return { value: this.#target, name: `target ${this.#target}` };
  }

  #entry(racer: Racer): Entry {
    const { colour, dash } = this.#pen(racer.optimizer);
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.name = racer.name;
    const [swatch, name, value] = ["swatch", "name", "value numbers"].map((className) => {
      const span = document.createElement("span");
      span.className = className;
      return span;
    }) as [HTMLElement, HTMLElement, HTMLElement];
    swatch.style.borderTopColor = `var(${colour})`;
    if (dash) swatch.style.borderTopStyle = dash[0]! > 4 ? "dashed" : "dotted";
    name.textContent = racer.name;
    button.append(swatch, name, " ", value);
    const pressed = () => button.setAttribute("aria-pressed", `${!this.#hidden.has(racer.name)}`);
    pressed();
    button.addEventListener("click", () => {
      if (!this.#hidden.delete(racer.name)) this.#hidden.add(racer.name);
      pressed();
      this.#draw();
    });
    return { button, value };
  }
}
