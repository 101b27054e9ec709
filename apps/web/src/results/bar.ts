import { el } from "../elements.ts";

/**
 * An interval and what lies in it, as shares of the width. Its numbers stand beside it.
 * @param is whether there is one
 */
export function bar(low: number, value: number, high: number, is: boolean): HTMLElement {
  const element = el("span", { class: "bar", "aria-hidden": "true" });
  if (!is || low > 1) return element;
  const share = (x: number) => `${(100 * Math.min(1, Math.max(0, x))).toFixed(1)}%`;
  const line = el("i");
  line.style.left = share(low);
  line.style.right = share(1 - high);
  element.append(line);
  if (value <= 1) {
    const dot = el("b");
    dot.style.left = share(value);
    element.append(dot);
  }
  return element;
}
