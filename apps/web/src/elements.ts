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

/** A piece of a lane's line: its colour and its dashes. */
export function pen(colour: string, dash: readonly number[]): SVGSVGElement {
  const namespace = "http://www.w3.org/2000/svg";
  const make = <K extends keyof SVGElementTagNameMap>(tag: K, attributes: Attributes): SVGElementTagNameMap[K] => {
    const element = document.createElementNS(namespace, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const svg = make("svg", { class: "sample", width: "26", height: "8", viewBox: "0 0 26 8", "aria-hidden": "true" });
  const line = make("line", {
    x1: "0",
    x2: "26",
    y1: "4",
    y2: "4",
    "stroke-width": "2",
    "stroke-dasharray": dash.join(" "),
  });
  line.style.stroke = colour;
  svg.append(line);
  return svg;
}
