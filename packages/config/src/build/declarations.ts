import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { type Program, parseSync } from "oxc-parser";
import type { Entry } from "./entries.ts";

type Statement = Program["body"][number];

/** A file of types, and what of it is needed. */
interface File {
  readonly path: string;
  readonly text: string;
  readonly statements: readonly Statement[];
  readonly kept: Set<Statement>;
  /** The names that statements which bring several are needed for. */
  readonly names: Set<string>;
}

/**
 * The types of a package: what its entries export, and what that refers to.
 * @param types where `tsc -b` has written those of all its files
 * @returns the files' texts by their paths in `dist`
 */
export function declarations(entries: readonly Entry[], types: string): Map<string, string> {
  const files = new Map<string, File>();

  const open = (path: string): File => {
    const known = files.get(path);
    if (known) return known;
    const full = join(types, path);
    if (!existsSync(full)) throw new Error(`${full} is missing: run \`pnpm types\` first`);
    const text = readFileSync(full, "utf8");
    const { program } = parseSync(path, text);
    const file: File = { path, text, statements: program.body, kept: new Set(), names: new Set() };
    files.set(path, file);
    return file;
  };

  /** Keeps what a file knows by a name, from wherever it has that, and all that it refers to. */
  const need = (file: File, name: string): void => {
    for (const statement of file.statements) {
      const found = declared(statement).find(({ as }) => as === name);
      if (!found) continue;
      const key = `${statement.start} ${name}`;
      if (file.names.has(key)) continue;
      file.names.add(key);
      file.kept.add(statement);
      if (found.from?.startsWith(".")) need(open(beside(file.path, found.from)), found.name);
      else if (found.from === undefined)
        for (const word of words(file.text.slice(statement.start, statement.end))) need(file, word);
    }
  };

  for (const entry of entries) {
    const file = open(`${entry.name}.d.ts`);
    for (const statement of file.statements)
      if (statement.type.startsWith("Export")) for (const { as } of declared(statement)) need(file, as);
  }
  return new Map([...files.values()].filter(({ kept }) => kept.size > 0).map((file) => [file.path, textOf(file)]));
}

const beside = (path: string, specifier: string): string =>
  posix.join(posix.dirname(path), specifier.replace(/\.[jt]s$/, ".d.ts"));

const words = (text: string): Set<string> => new Set(text.replace(/\/\*[\s\S]*?\*\//g, "").match(/[A-Za-z_$][\w$]*/g));

interface Declared {
  /** What it is called in its file, and where that comes from. */
  readonly as: string;
  readonly name: string;
  readonly from?: string | undefined;
  /** Where it is one of several between braces: those of its text. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}

/** @throws Error for what no file of ours says */
function declared(statement: Statement): Declared[] {
  const { type, source, specifiers, exported, declaration, declarations, id } = statement as unknown as Node;
  if (type === "ExportAllDeclaration") return [{ as: exported?.name ?? "*", name: "*", from: source?.value }];
  if (declaration) return declared(declaration);
  if (specifiers)
    return specifiers.map(({ local, imported, exported, start, end }) => {
      const as = (type === "ImportDeclaration" ? local : exported).name;
      return { as, name: (imported ?? local).name, from: source?.value, start, end };
    });
  if (declarations) return declarations.map(({ id: { name } }) => ({ as: name, name }));
  if (id) return [{ as: id.name, name: id.name }];
  throw new Error(`types with a ${type} cannot be told apart`);
}

/** What the parser makes of the statements that there are in files of types. */
interface Node {
  readonly type: string;
  readonly source?: { readonly value: string } | null;
  readonly specifiers?: readonly {
    readonly start: number;
    readonly end: number;
    readonly local: { readonly name: string };
    readonly imported?: { readonly name: string };
    readonly exported: { readonly name: string };
  }[];
  readonly exported?: { readonly name: string } | null;
  readonly declaration?: Statement | null;
  readonly declarations?: readonly { readonly id: { readonly name: string } }[];
  readonly id?: { readonly name: string };
}

/** What is kept of a file, each with the comment above it. */
function textOf({ text, statements, kept, names }: File): string {
  const parts = statements.map((statement, i) => {
    if (!kept.has(statement)) return "";
    const before = text.slice(i > 0 ? statements[i - 1]!.end : 0, statement.start);
    const all = declared(statement);
    const needed = all.filter(({ as }) => names.has(`${statement.start} ${as}`));
    const whole = text.slice(statement.start, statement.end);
    if (needed.length === all.length || all[0]!.start === undefined) return before + whole;
    const specifiers = needed.map(({ start, end }) => text.slice(start, end)).join(", ");
    return before + whole.replace(/\{[^{}]*\}/, () => `{ ${specifiers} }`);
  });
  // The compiler indents by four spaces: a tab is as good, and shorter.
  const indented = parts.join("").replace(/^(?: {4})+/gm, (spaces) => "\t".repeat(spaces.length / 4));
  return `${indented.trim()}\n`;
}
