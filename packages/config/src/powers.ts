import { parseSync } from "oxc-parser";

/** A source by its path. */
export type Sources = ReadonlyMap<string, string>;

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** What a source has that has a power, or gives a rule to `ops.map`: most have neither, and need not be parsed. */
const notable = /(?:^|[^/*])\*\*|(?:^|[^.\w]|\bops\.)map\(/m;

/**
 * The powers that JavaScript itself would compute, as `path:line: text`: ECMAScript leaves their last bits to the engine.
 * Powers of 2 are exact everywhere, and a rule's are computed by the project: rules are what definitions call so, and what
 * `ops.map` is given, in these sources. What stands in a template is only text.
 * @throws SyntaxError for what is no TypeScript, where there may be one
 */
export function enginePowers(sources: Sources): string[] {
  const read = [...sources].filter(([, source]) => notable.test(source));
  const programs = read.map(([path, source]) => {
    const { program, errors } = parseSync(path, source);
    if (errors[0]) throw new SyntaxError(`${path}: ${errors[0].message}`);
    return { path, source, program: program as unknown as Node };
  });
  const names = new Set(programs.flatMap(({ program }) => [...rulesIn(program)]));
  return programs.flatMap(({ path, source, program }) =>
    [...powersIn(program, names)].map(({ start, end }) => {
      const line = source.slice(0, start).split("\n").length;
      return `${path}:${line}: ${source.slice(start, end)}`;
    }),
  );
}

/** The names of functions that are given to `ops.map`, or to `map` of `ops`, as rules. */
function* rulesIn(node: Node): Generator<string> {
  if (isMapOfOps(node)) {
    const [first] = node.arguments as [Node];
    for (const each of [first, first.consequent, first.alternate])
      if (isNode(each) && each.name) yield String(each.name);
  }
  for (const child of childrenOf(node)) yield* rulesIn(child);
}

/** A call with arrays beside the rule, which an array's own `map` has not. */
function isMapOfOps({ type, callee, arguments: given }: Node): boolean {
  if (type !== "CallExpression" || (given as Node[])[1]?.type !== "ObjectExpression") return false;
  const { name, object, property } = callee as Node;
  return name === "map" || ((object as Node)?.name === "ops" && (property as Node)?.name === "map");
}

function* powersIn(node: Node, rules: ReadonlySet<string>): Generator<Node> {
  const { type } = node;
  if (type === "TemplateLiteral" || isRule(node, rules)) return;
  if (isMapOfOps(node)) {
    // Its rule is the first of the arguments; what else is computed there is not.
    for (const each of (node.arguments as Node[]).slice(1)) yield* powersIn(each, rules);
    return;
  }
  const operator = String(node.operator);
  if (/^(Binary|Assignment)Expression$/.test(type) && /^\*\*=?$/.test(operator) && (node.left as Node).value !== 2)
    yield node;
  for (const child of childrenOf(node)) yield* powersIn(child, rules);
}

/** A definition's `rule`, or a function by the name of one. */
function isRule({ type, key, id, init }: Node, rules: ReadonlySet<string>): boolean {
  if (type === "Property") return (key as Node).name === "rule";
  if (type === "FunctionDeclaration") return rules.has(String((id as Node).name));
  return type === "VariableDeclarator" && /Function/.test((init as Node)?.type) && rules.has(String((id as Node).name));
}

function* childrenOf(node: Node): Generator<Node> {
  for (const value of Object.values(node)) for (const each of [value].flat()) if (isNode(each)) yield each;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";
