/** Who races, at what learning rate, from which seed: the form's fields and the course they make. */

import type { Course, Entrant } from "./protocol.ts";

/**
 * Learning rates that suit the spiral: the notebook's, but for Adagrad, whose 1 needs the notebook's decay. Others start
 * at their own default.
 */
const spiralRates: Readonly<Record<string, number>> = { sgd: 1, adagrad: 0.1, rmsprop: 0.02, adam: 0.02 };

/** A field whose text makes no sense. */
export class FieldError extends RangeError {
  override readonly name = "FieldError";
  readonly field: HTMLInputElement;

  constructor(field: HTMLInputElement, message: string) {
    super(`${message}, got "${field.value}"`);
    this.field = field;
  }
}

export class EntryForm {
  readonly #seed = document.querySelector<HTMLInputElement>("#race-seed")!;
  readonly #epochs = document.querySelector<HTMLInputElement>("#race-epochs")!;
  readonly #rows: { name: string; chosen: HTMLInputElement; rate: HTMLInputElement }[];

  /** `rates` gives each optimizer's default learning rate. */
  constructor(host: HTMLElement, rates: ReadonlyMap<string, number>) {
    const [more, summary, others] = ["details", "summary", "div"].map((tag) => document.createElement(tag));
    summary!.textContent = `${rates.size - Object.keys(spiralRates).length} more`;
    more!.className = "more";
    others!.className = "entrants";
    more!.append(summary!, others!);
    this.#rows = [...rates].map(([name, rate]) => {
      const row = document.createElement("div");
      row.className = "entrant";
      const [chosen, field] = [document.createElement("input"), document.createElement("input")];
      chosen.type = "checkbox";
      chosen.checked = name in spiralRates;
      field.inputMode = "decimal";
      field.autocomplete = "off";
      field.value = `${spiralRates[name] ?? rate}`;
      field.name = `${name} learning rate`;
      row.append(label(chosen, " ", name), label("lr ", field));
      field.setAttribute("aria-label", `${name} learning rate`);
      (name in spiralRates ? host : others!).append(row);
      return { name, chosen, rate: field };
    });
    host.append(more!);
  }

  /** @throws FieldError naming the field and its text. Whether a rate suits its optimizer is for that to say. */
  course(): Course {
    this.blame(undefined);
    const entrants = this.#rows
      .filter((row) => row.chosen.checked)
      .map(({ name, rate }): Entrant => ({ name, lr: number(rate, `${name}: learning rate must be a number`) }));
    if (entrants.length === 0) throw new RangeError("choose at least one optimizer");
    return {
      entrants,
      seed: whole(this.#seed, "seed", 0, 2 ** 32 - 1),
      epochs: whole(this.#epochs, "epochs", 1, 1_000_000),
    };
  }

  /** Marks the field at fault, given as itself or as its optimizer's name, and no other. */
  blame(culprit: HTMLInputElement | string | undefined): void {
    for (const { name, rate } of this.#rows) mark(rate, culprit === rate || culprit === name);
    for (const field of [this.#seed, this.#epochs]) mark(field, culprit === field);
  }
}

function label(...content: (Node | string)[]): HTMLLabelElement {
  const element = document.createElement("label");
  element.append(...content);
  return element;
}

function mark(field: HTMLInputElement, invalid: boolean): void {
  field.setAttribute("aria-invalid", `${invalid}`);
  if (invalid) field.setAttribute("aria-describedby", "race-error");
  else field.removeAttribute("aria-describedby");
}

function number(field: HTMLInputElement, message: string): number {
  const value = field.value.trim() === "" ? Number.NaN : Number(field.value);
  if (Number.isNaN(value)) throw new FieldError(field, message);
  return value;
}

function whole(field: HTMLInputElement, name: string, least: number, most: number): number {
  const message = `${name} must be a whole number from ${least} to ${most.toLocaleString("en")}`;
  const value = number(field, message);
  if (!Number.isInteger(value) || value < least || value > most) throw new FieldError(field, message);
  return value;
}
