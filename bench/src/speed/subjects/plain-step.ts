import { arrayOf, makeTensors } from "../arrays.ts";
import { plainRules } from "../plain-rules.ts";
import type { Prepare } from "./prepared.ts";

export const preparePlainStep: Prepare<"step"> = (_, { optimizer, hyper, ...layout }) => {
  const plain = plainRules[optimizer];
  if (!plain) return { skipped: "not written by hand" };
  const { rule } = plain;
  const array = arrayOf(layout.float64);
  const tensors = makeTensors(layout).map(({ value, grad }) => {
    const state = Array.from({ length: plain.states }, () => array(value.length));
    return { value, grad, state };
  });
  let t = 0;
  return {
    description: `a loop written by hand, Node ${process.version}`,
    step() {
      t++;
      for (const { value, grad, state } of tensors) rule(value, grad, state, hyper, t);
    },
    dispose() {},
  };
};
