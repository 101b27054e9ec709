import type { HyperSpec, Plugin, Wrapper } from "@downhill/plugin";
import { refuse } from "@downhill/plugin/arguments";

type Entries = Readonly<Record<string, Plugin | Wrapper>>;

/** The plugin that `lookahead(clip(adam))` is in a catalog that says no more than such texts do. */
export type Read<C extends Entries, T extends string> = T extends keyof C
  ? C[T] extends Plugin<infer H>
    ? Plugin<H>
    : Plugin
  : T extends `${infer W}(${infer I})`
    ? Read<C, I> extends Plugin<infer H>
      ? Plugin<H & HyperOf<C, W>>
      : Plugin
    : Plugin;

type HyperOf<C extends Entries, W extends string> = W extends keyof C
  ? C[W] extends Wrapper<infer H>
    ? H
    : HyperSpec
  : HyperSpec;

/** @throws RangeError that says what is wrong with the text, TypeError for what is none */
export function read(all: Entries, text: string): Plugin {
  if (typeof text !== "string") refuse("parse", "text", 'a string such as "lookahead(adam)"', text);
  const fail = (problem: string): never => {
    throw new RangeError(`parse: ${problem} in "${text}"`);
  };
  const [, opening, closing] = /^(.*?)(\)*)$/s.exec(text)!;
  const names = opening!.split("(");
  const missing = names.length - 1 - closing!.length;
  if (missing !== 0) fail(`a closing parenthesis ${missing > 0 ? "is missing" : "too many"}`);
  const entries = names.map((name) =>
    Object.hasOwn(all, name) ? all[name]! : fail(`"${name}" is no optimizer and no wrapper`),
  );
  const inner = entries.pop()!;
  if (inner.kind === "wrapper") return fail(`the wrapper ${inner.name} has nothing to wrap, as in ${inner.name}(sgd),`);
  return entries.reduceRight((plugin: Plugin, wrapper) => {
    if (wrapper.kind === "wrapper") return wrapper(plugin);
    return fail(`${wrapper.name} is an optimizer, which wraps nothing,`);
  }, inner);
}
