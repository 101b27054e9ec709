/** Elements in a line of code. */

type Attributes = Readonly<Record<string, string>>;

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A sample of a lane's line. */
export function pen(colour: string, dash: readonly number[]): SVGSVGElement {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  const line = document.createElementNS(namespace, "line");
  for (const [name, value] of Object.entries({ class: "pen", width: "26", height: "10", "aria-hidden": "true" }))
    svg.setAttribute(name, value);
  for (const [name, value] of Object.entries({
    x1: "0",
    x2: "26",
    y1: "5",
    y2: "5",
    "stroke-width": "2",
    "stroke-dasharray": dash.join(" ") || "none",
  }))
    line.setAttribute(name, value);
  line.style.stroke = colour;
  svg.append(line);
  return svg;
}
