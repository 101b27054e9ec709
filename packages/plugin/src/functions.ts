/** Functions of `Math` that a rule may call where its definition lists them: others' bundles do without. */
export { cbrt } from "./rule/cbrt.ts";
