import type { Plugin, Wrapper } from "@downhill/plugin";
import type { Described } from "../equations/load.ts";
import type { Metadata } from "../plugins.ts";

const kinds: Readonly<Record<string, string>> = {
  elementwise: "element-wise",
  tensorwise: "tensor-wise",
  modelwise: "model-wise",
};

/** Whether each element, each tensor or all of them together are stepped. */
export const kindOf = ({ kind }: Metadata, { source }: Described): string =>
  kind === "wrapper" ? "wrapper" : (kinds[source?.definer ?? ""] ?? "optimizer");

const defaults = ({ hyper }: Metadata) =>
  Object.fromEntries(Object.entries(hyper).map(([name, { default: value }]) => [name, value]));

/** The arrays of an optimizer's state, by when they are there. */
function arrays(each: Metadata) {
  const all = Object.values(each.state).filter(({ kind }) => kind === "array");
  const like = all.filter(({ shape }) => !shape);
  const isThere = ({ when }: (typeof all)[number]) => !when || Boolean(when(defaults(each)));
  return {
    always: like.filter(isThere),
    asked: like.filter((state) => !isThere(state)),
    shaped: all.filter(({ shape }) => shape),
  };
}

/** `2`, `0 to 1`, `2, and of other shapes`: how many arrays like the weights. */
export function arraysOf(each: Metadata): string {
  const { always, asked, shaped } = arrays(each);
  const count = `${always.length}${asked.length ? ` to ${always.length + asked.length}` : ""}`;
  if (!shaped.length) return count;
  return always.length + asked.length ? `${count}, and of other shapes` : "of other shapes";
}

const named = (states: readonly { readonly name: string }[]) => states.map(({ name }) => `\`${name}\``).join(", ");

/** The memory of its state for float32 weights. */
export function memoryOf(each: Metadata): string {
  const { always, asked, shaped } = arrays(each);
  const beside = each.kind === "wrapper" ? " beside the inner optimizer's" : "";
  const bytes = `${4 * always.length} bytes per parameter${beside}`;
  const more = asked.length ? `, ${4 * asked.length} more where hyperparameters ask for ${named(asked)}` : "";
  const others = shaped.length ? `; ${named(shaped)} of shapes that follow from the weights'` : "";
  return `${bytes}${always.length ? ` (${named(always)})` : ""}${more}${others}`;
}

/** How often a step evaluates the gradient, the first time counted; of a wrapper, around `base`. */
export function evaluationsOf(each: Metadata, base: Metadata | undefined): string {
  const made: unknown = each;
  if (typeof made !== "function") return "1";
  const plugin = each.kind === "wrapper" ? base && (made as Wrapper)(base as Plugin) : (made as Plugin);
  const beyond = plugin?.evaluations() ?? 0;
  return typeof beyond === "number" ? `${1 + beyond}` : `up to ${1 + beyond.most}`;
}
