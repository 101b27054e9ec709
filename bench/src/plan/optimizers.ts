import { pathToFileURL } from "node:url";
import { parse, wrappers } from "@downhill/catalog";
import type { Plugin, Wrapper } from "@downhill/plugin";

/** Whether it, or what it wraps or is wrapped by, has been compared with no other implementation. */
export const isUnverified = ({ reference }: Pick<Plugin, "reference">): boolean =>
  reference.split("; ").includes("none");

type Entries = Readonly<Record<string, Plugin | Wrapper>>;

/** What texts name: the catalog's optimizers and wrappers, and those of modules outside of it. */
export interface Optimizers {
  /** @throws RangeError that says what is wrong with the text */
  named(text: string): Plugin;
  /** The names of the optimizers that the modules export. */
  readonly own: readonly string[];
}

/**
 * @param modules absolute paths, each of a module that exports plugins
 * @throws (rejects) Error naming the module: it cannot be loaded, exports none, or one whose name is taken
 */
export async function loadOptimizers(modules: readonly string[]): Promise<Optimizers> {
  const own: Record<string, Plugin | Wrapper> = {};
  for (const path of modules) {
    const found = await pluginsOf(path);
    if (found.length === 0) throw new Error(`${path} exports no plugin`);
    for (const plugin of found) {
      const { name } = plugin;
      if (Object.hasOwn(own, name) || isNamed(name))
        throw new Error(`${path}: there is an optimizer "${name}" already`);
      own[name] = plugin;
    }
  }
  const named = (text: string): Plugin => read(own, text);
  return { named, own: Object.keys(own).filter((name) => own[name]!.kind === "optimizer") };
}

async function pluginsOf(path: string): Promise<(Plugin | Wrapper)[]> {
  let module: Readonly<Record<string, unknown>>;
  try {
    module = await import(pathToFileURL(path).href);
  } catch (error) {
    throw new Error(`${path} cannot be loaded: ${(error as Error).message}`, { cause: error });
  }
  return [...new Set(Object.values(module))].filter(isPlugin);
}

const isPlugin = (value: unknown): value is Plugin | Wrapper =>
  typeof value === "function" && "kind" in value && (value.kind === "optimizer" || value.kind === "wrapper");

function isNamed(text: string): boolean {
  if (Object.hasOwn(wrappers, text)) return true;
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}

function read(own: Entries, text: string): Plugin {
  const whole = Object.hasOwn(own, text) ? own[text] : undefined;
  if (whole?.kind === "optimizer") return whole;
  const [, outer = "", inner = ""] = /^([^()]+)\((.*)\)$/s.exec(text) ?? [];
  const all: Entries = { ...wrappers, ...own };
  const wrapper = Object.hasOwn(all, outer) ? all[outer] : undefined;
  return wrapper?.kind === "wrapper" ? wrapper(read(own, inner)) : parse(text);
}
