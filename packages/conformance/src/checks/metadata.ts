import { must } from "../assert.ts";
import type { Check } from "../subject.ts";

/** What a rule or a tensor has by itself. */
export const taken = ["w", "g", "t", "name", "shape", "role", "output", "outputAxis", "hyper"];
const word = "[a-z][a-z0-9]*(-[a-z0-9]+)*";

export const metadata: readonly Check[] = [
  {
    name: "says what it is",
    run({ plugin }) {
      const { name, doc, paper, reference } = plugin;
      must(new RegExp(`^(${word}\\()*${word}\\)*$`).test(name), `its name must be in kebab-case, got "${name}"`);
      for (const [what, text] of Object.entries({ doc, paper, reference }))
        must(typeof text === "string" && /\S/.test(text), `its ${what} is empty`);
      must(plugin.kind === "optimizer", `its kind is ${plugin.kind}`);
    },
  },
  {
    name: "documents its hyperparameters",
    run({ plugin }) {
      for (const [name, { default: usual, range, scale, doc }] of Object.entries(plugin.hyper)) {
        must(typeof doc === "string" && /\S/.test(doc), `hyperparameter ${name} has no doc`);
        must(typeof usual === "number", `hyperparameter ${name} has the default ${usual}`);
        must(range[0] < range[1], `hyperparameter ${name} is searched in [${range}], which is no range`);
        must(["log", "decay", "linear", "whole", "flag"].includes(scale), `hyperparameter ${name}: scale is ${scale}`);
      }
    },
  },
  {
    name: "gives each thing one name",
    run({ plugin }) {
      const names = [...Object.keys(plugin.hyper), ...Object.keys(plugin.state)];
      const twice = names.find((name, i) => names.indexOf(name) !== i);
      must(!twice, `"${twice}" is a hyperparameter and a state`);
      for (const name of names) must(!taken.includes(name), `"${name}" is a name that is taken`);
    },
  },
];
