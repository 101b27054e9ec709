/** A piece of HTML, which needs no escaping any more. */
export interface Markup {
  readonly markup: string;
}

type Child = Markup | string | number | undefined | readonly Child[];

/** HTML of a template: what is put into it is escaped, unless it is markup itself. */
export const html = (parts: TemplateStringsArray, ...children: readonly Child[]): Markup => ({
  markup: parts.map((part, i) => (i === 0 ? part : text(children[i - 1]) + part)).join(""),
});

/** As it stands. */
export const raw = (markup: string): Markup => ({ markup });

function text(child: Child): string {
  if (child === undefined) return "";
  if (typeof child === "string" || typeof child === "number") return escaped(String(child));
  return "markup" in child ? child.markup : child.map(text).join("");
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (from: string): string => from.replace(/[&<>"]/g, (character) => entities[character]!);

/** JSON that can stand in a script element. */
export const json = (value: unknown): Markup => raw(JSON.stringify(value).replaceAll("<", "\\u003c"));
