import { cancel, isCancel, select, text } from "@clack/prompts";
import type { Ask } from "./answers.ts";
import type { Kind } from "./template.ts";

const kinds: readonly { readonly value: Kind; readonly label: string; readonly hint: string }[] = [
  { value: "elementwise", label: "elementwise", hint: "one rule for every element: SGD, Adam, Lion" },
  { value: "tensorwise", label: "tensorwise", hint: "norms, shapes, matrices of one tensor: LAMB, Adafactor, Muon" },
  { value: "modelwise", label: "modelwise", hint: "all tensors at once, several gradients a step: L-BFGS, DoG" },
  { value: "wrapper", label: "wrapper", hint: "around any optimizer: lookahead(adam), sam(sgd)" },
];

/** A person who wants to stop, with Ctrl-C, does. */
function stop(): never {
  cancel("Nothing was written.");
  return process.exit(1);
}

/** Asks whoever sits at the terminal. */
export const prompts: Ask = {
  async text(message, placeholder, problem) {
    const answer = await text({ message, placeholder, validate: (given) => problem(given ?? "") });
    return isCancel(answer) ? stop() : answer.trim();
  },
  async kind() {
    const answer = await select({ message: "What does its definition see?", options: [...kinds] });
    return isCancel(answer) ? stop() : answer;
  },
};
