import type { Tree } from "./tree.ts";

/** A name, a number, or an operator and what it is of: `["-", 1, ["**", "beta1", "t"]]`. */
export type Formula = string | number | readonly Formula[];

/**
 * A formula of the rule language as a tree that is plain JSON: infix operators as they are, `["-", x]` and `["!", x]`,
 * `["?", condition, then, otherwise]`, and the functions of `Math` by their names.
 * @param name what a name is called
 * @throws SyntaxError for what is not in the rule language
 */
export function formulaOf(tree: Tree, name: (name: string) => string): Formula {
  const of = (node: Tree): Formula => {
    switch (node.type) {
      case "ParenthesizedExpression":
        return of(node.expression!);
      case "Identifier":
        return name(node.name!);
      case "Literal":
        return Number(node.value);
      case "CallExpression":
        return [node.callee!.property!.name!, ...node.arguments!.map(of)];
      case "UnaryExpression":
        return [node.operator!, of(node.argument!)];
      case "BinaryExpression":
      case "LogicalExpression":
        return [node.operator!, of(node.left!), of(node.right!)];
      case "ConditionalExpression":
        return ["?", of(node.test!), of(node.consequent!), of(node.alternate!)];
      default:
        throw new SyntaxError(`${node.type} is no formula`);
    }
  };
  return of(tree);
}
