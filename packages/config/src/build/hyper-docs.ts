import type { HyperSpec } from "@downhill/plugin";

const declared = /^([ \t]*)readonly (\w+): import\("@downhill\/plugin"\)\.Hyperparameter</gm;

/**
 * The types of an optimizer's package, in which each hyperparameter has its sentence and its default above it. Editors show
 * them wherever it is set, since types that are mapped from a property keep its comment.
 */
export function withHyperDocs(types: string, hyper: HyperSpec): string {
  return types.replace(declared, (line, indent: string, name: string) => {
    const known = hyper[name];
    return known ? `${indent}/** ${known.doc}. Default ${known.default} */\n${line}` : line;
  });
}
