import { fillGradients, fillWeights } from "../arrays.ts";
import { plainRules } from "../plain-rules.ts";
import type { Prepare } from "./prepared.ts";

export const preparePlainStep: Prepare<"step"> = (_, { optimizer, hyper, size }) => {
  const plain = plainRules[optimizer];
  if (!plain) return { skipped: "not written by hand" };
  const { rule } = plain;
  const w = fillWeights(new Float32Array(size));
  const g = fillGradients(new Float32Array(size));
  const state = Array.from({ length: plain.states }, () => new Float32Array(size));
  let t = 0;
  return {
    description: `a loop written by hand, Node ${process.version}`,
    step: () => rule(w, g, state, hyper, ++t),
    dispose() {},
  };
};
