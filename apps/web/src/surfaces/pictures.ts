/** The functions as small pictures, to choose from. */

import { el } from "../elements.ts";
import { onTheme } from "../theme.ts";
import { functions, type SurfaceFunction } from "./functions.ts";
import { paintGround } from "./ground.ts";
import { type Field, levelsOf } from "./shades.ts";

export interface Pictures {
  readonly element: HTMLElement;
  /** Marks the one that is chosen. */
  choose(surface: SurfaceFunction): void;
  destroy(): void;
}

const SIZE = [240, 180] as const;

export function pictures(
  fieldOf: (surface: SurfaceFunction) => Promise<Field>,
  onChoose: (surface: SurfaceFunction) => void,
): Pictures {
  const all = functions.map((surface) => {
    const canvas = el("canvas", { "aria-hidden": "true" });
    const button = el("button", { type: "button", class: "small", "data-id": surface.id }, canvas, surface.title);
    button.addEventListener("click", () => onChoose(surface));
    return { surface, canvas, button, field: undefined as Field | undefined };
  });

  function paint({ canvas, field }: (typeof all)[number]): void {
    if (!field) return;
    const [width, height] = SIZE.map((each) => Math.round(each * devicePixelRatio)) as [number, number];
    [canvas.width, canvas.height] = [width, height];
    paintGround(canvas.getContext("2d")!, [0, 0, width, height], field, levelsOf(field.values), 0.5);
  }
  for (const each of all)
    void fieldOf(each.surface).then((field) => {
      each.field = field;
      paint(each);
    });

  return {
    element: el(
      "div",
      { class: "pictures", role: "group", "aria-label": "functions" },
      ...all.map(({ button }) => button),
    ),
    choose(surface) {
      for (const each of all) each.button.setAttribute("aria-pressed", String(each.surface === surface));
    },
    destroy: onTheme(() => all.forEach(paint)),
  };
}
