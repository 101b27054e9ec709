import { parseSync } from "oxc-parser";

/** A change of one operator or constant of a source. */
export interface Mutant {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** What the line becomes, without its indentation. */
  readonly text: string;
  /** What was written there, and what is instead. */
  readonly from: string;
  readonly to: string;
  /** The whole source, changed. */
  readonly source: string;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

interface Change {
  readonly start: number;
  readonly end: number;
  readonly to: string;
}

const operators: Readonly<Record<string, string>> = {
  "+": "-",
  "-": "+",
  "*": "/",
  "/": "*",
  "%": "*",
  "**": "*",
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
  "===": "!==",
  "!==": "===",
  "&&": "||",
  "||": "&&",
  "+=": "-=",
  "-=": "+=",
  "*=": "/=",
  "/=": "*=",
  "++": "--",
};

const functions: Readonly<Record<string, string>> = {
  "Math.max": "Math.min",
  "Math.min": "Math.max",
  "Math.sqrt": "Math.abs",
  "Math.cbrt": "Math.abs",
  "Math.abs": "-",
  "Math.sign": "",
};

/** What a definition says of itself, which is no part of what it computes. */
const metadata = new Set(["hyper", "check", "name", "doc", "paper", "reference", "takes", "scratch"]);

/** Every mutant of a source, in the order of its text. @throws SyntaxError where it is no TypeScript */
export function mutantsOf(file: string, source: string): Mutant[] {
  const { program, errors } = parseSync(file, source);
  if (errors[0]) throw new SyntaxError(`${file}: ${errors[0].message}`);
  const changes: Change[] = [];
  visit(program as never, source, changes);
  return changes
    .sort((a, b) => a.start - b.start)
    .map(({ start, end, to }) => {
      const changed = source.slice(0, start) + to + source.slice(end);
      const before = source.slice(0, start).split("\n");
      const line = before.length;
      const text = changed.split("\n")[line - 1]!.trim();
      return { file, line, text, from: source.slice(start, end), to, source: changed };
    });
}

function visit(node: Node, source: string, changes: Change[]): void {
  changes.push(...changesOf(node, source));
  for (const child of childrenOf(node)) visit(child, source, changes);
}

/** The parts of a node that are computed: no types, no imports, no texts of errors. */
function* childrenOf(node: Node): Generator<Node> {
  for (const [key, value] of Object.entries(node)) {
    if (key === "parent") continue;
    for (const each of Array.isArray(value) ? value : [value])
      if (isNode(each) && isComputed(each) && !(key === "property" && node.computed === false)) yield each;
  }
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";

function isComputed({ type, key }: Node): boolean {
  if (/^(ImportDeclaration|ThrowStatement|Export(All|Specifier)|TemplateElement)/.test(type)) return false;
  if (type === "Property" && isNode(key) && metadata.has(String(key.name))) return false;
  return !type.startsWith("TS") || /^TS(NonNull|As|Satisfies)Expression$/.test(type);
}

function changesOf(node: Node, source: string): Change[] {
  const { type, start, end } = node;
  if (type === "Literal" && typeof node.value === "number") {
    const value = node.value;
    return [{ start, end, to: String(Number.isSafeInteger(value) ? value + 1 : 2 * value) }];
  }
  if (/^(Binary|Logical|Assignment)Expression$/.test(type)) {
    const to = operators[node.operator as string];
    if (to === undefined) return [];
    const at = afterComments(source, (node.left as Node).end);
    return [{ start: at, end: at + (node.operator as string).length, to }];
  }
  if (type === "UpdateExpression") return []; // a loop's counter: it would not end
  if (type === "UnaryExpression" && /^[-!]$/.test(node.operator as string)) return [{ start, end: start + 1, to: "" }];
  if (type === "ConditionalExpression") {
    const [one, other] = [node.consequent, node.alternate] as [Node, Node];
    const text = (each: Node) => source.slice(each.start, each.end);
    return [{ start: one.start, end: other.end, to: `${text(other)} : ${text(one)}` }];
  }
  if (type === "MemberExpression") {
    const to = functions[source.slice(start, end)];
    return to === undefined ? [] : [{ start, end, to }];
  }
  return [];
}

/** Where the code goes on after brackets' ends, space and comments: at the operator behind an operand. */
function afterComments(source: string, from: number): number {
  const rest = source.slice(from);
  return from + /^(?:[\s)]|\/\/.*|\/\*[\s\S]*?\*\/)*/.exec(rest)![0].length;
}
