// A trained body under a new head: the body is frozen first, and then trained along at a smaller rate.
import { adam } from "@downhill/adam";
import { dense, evaluate, fit, load, relu, save, sequential, softmaxCrossEntropy } from "@downhill/core";
import { circles, spiral } from "@downhill/problems";

const loss = softmaxCrossEntropy();
function build(classes: number) {
  const body = sequential([dense(64), relu(), dense(32), relu()], { input: 2, seed: classes });
  const head = sequential([dense(classes)], { input: 32, seed: classes });
  return { head, model: sequential({ body, head }, { input: 2 }) };
}
const known = build(3).model;
fit(known, spiral(), { loss, optimizer: adam(known.parameters(), { lr: 0.01 }), epochs: 300 });
const bytes = save(known);

const data = circles({ samplesPerClass: 25, seed: 1 });
const test = circles({ samplesPerClass: 500, seed: 2 });
const { head, model } = build(2);
// What the file and the model have in common, by the names that the model has for it.
load(model, bytes, { missing: "keep", extra: "ignore", rename: (name) => name.replace("head.", "old.") });

// Frozen is what no optimizer holds.
const before = model.state();
fit(model, data, { loss, optimizer: adam(head.parameters(), { lr: 0.05 }), epochs: 50 });
const moved = Object.entries(model.state()).filter(([name, value]) => String(value) !== String(before[name]));
console.log(`trained: ${moved.map(([name]) => name).join(", ")}`);
const share = () => `${(100 * evaluate(model, test, { loss }).accuracy).toFixed(1)} %`;
console.log(`${share()} of other points right`);

fit(model, data, { loss, optimizer: adam(model.parameters(), { lr: 2e-3 }), epochs: 200 });
console.log(`${share()}, once all of it has learnt`);

// prints trained: head.dense0.weight, head.dense0.bias
// prints 98.1 % of other points right
// prints 98.7 %, once all of it has learnt
