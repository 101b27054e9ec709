/** Where the paths start: a handle that mouse, finger and arrow keys move. */

import { el } from "../elements.ts";
import { plain } from "../race/numbers.ts";
import type { Point, Window } from "./functions.ts";
import type { Scale } from "./scale.ts";

export interface Start {
  readonly element: HTMLButtonElement;
  /** Whether it is being dragged. */
  readonly dragging: boolean;
  put(start: Point, scale: Scale): void;
}

/**
 * @param area what it is dragged over: a click in it puts it there
 * @param now the window, where it is in it, and how that is drawn; undefined before anything is
 */
export function startHandle(
  area: HTMLElement,
  now: () => { readonly window: Window; readonly start: Point; readonly scale: Scale } | undefined,
  onStart: (start: Point) => void,
): Start {
  const element = el("button", { type: "button", class: "start" });
  let dragging = false;

  const follow = ({ clientX, clientY }: MouseEvent): void => {
    const { left, top } = area.getBoundingClientRect();
    onStart(now()!.scale.placeAt(clientX - left, clientY - top));
  };
  area.addEventListener("pointerdown", (event) => {
    // A finger beside the handle scrolls the page.
    if (!now() || event.button !== 0 || (event.pointerType === "touch" && event.target !== element)) return;
    dragging = true;
    area.setPointerCapture(event.pointerId);
    event.preventDefault();
    element.focus({ preventScroll: true });
    follow(event);
  });
  area.addEventListener("pointermove", (event) => {
    if (dragging) follow(event);
  });
  for (const type of ["pointerup", "pointercancel"])
    area.addEventListener(type, () => {
      dragging = false;
    });
  area.addEventListener("click", (event) => {
    if (now() && (event as PointerEvent).pointerType === "touch" && event.target !== element) follow(event);
  });
  element.addEventListener("keydown", (event) => {
    const current = now();
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!current || !move || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const { window, start, scale } = current;
    const unit = ((window[1] - window[0]) / 100) * (event.shiftKey ? 10 : 1);
    onStart(scale.rounded(start[0] + move[0]! * unit, start[1] + move[1]! * unit));
  });

  return {
    element,
    get dragging() {
      return dragging;
    },
    put([x, y], scale) {
      element.style.translate = `${scale.across(x)}px ${scale.down(y)}px`;
      element.ariaLabel = `Start at x ${plain(x)}, y ${plain(y)}. Arrow keys move it.`;
    },
  };
}
