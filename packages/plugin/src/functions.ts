/** Functions of `Math` that a rule may call where its definition lists them: others' bundles do without. */
export { cbrt } from "./rule/cbrt.ts";
export { exp } from "./rule/exp.ts";
