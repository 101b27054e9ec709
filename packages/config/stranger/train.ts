// Least squares, y = 2x - 1, with the stranger's optimizer and with each of the catalog's. Prints what it found.
import { adam, type Name, optimizers, parse, wrappers } from "@downhill/catalog";
import { type Plugin, parameter } from "@downhill/plugin";
import { inverseTimeDecay } from "@downhill/plugin/schedules";
import { heavyBall } from "./heavy-ball.ts";
import { kinds } from "./kinds.ts";

const xs = [-2, -1, 0, 1, 2];
const ys = xs.map((x) => 2 * x - 1);

function losses(plugin: Plugin): [before: number, after: number] {
  const line = { value: new Float32Array(2), grad: new Float32Array(2) };
  const loss = (): number => {
    line.grad.fill(0);
    let sum = 0;
    xs.forEach((x, i) => {
      const error = (line.value[0] ?? 0) * x + (line.value[1] ?? 0) - (ys[i] ?? 0);
      line.grad[0] = (line.grad[0] ?? 0) + (2 * error * x) / xs.length;
      line.grad[1] = (line.grad[1] ?? 0) + (2 * error) / xs.length;
      sum += (error * error) / xs.length;
    });
    return sum;
  };
  const before = loss();
  // Some published rates are for large batches: they diverge here.
  const usual = plugin.hyper.lr?.default;
  const lr = usual === undefined ? {} : { lr: Math.min(usual, 0.1) };
  // Its published ε makes steps of rounding errors, in float32, as long as gradients have had one direction only.
  const eps = plugin.name === "shampoo" ? { eps: 1e-4 } : {};
  const optimizer = plugin({ line }, { ...lr, ...eps });
  for (let step = 0; step < 200; step++) optimizer.step(loss);
  return [before, loss()];
}

const named = (name: Name): Plugin => optimizers[name];
const optimizer = adam({ w: parameter([[1, 2]], { role: "weight" }) }, { lr: (t) => 1 / (1 + t) });
optimizer.hyper.beta1 *= 0.8;
optimizer.schedules.lr = inverseTimeDecay(0.1, 1);
// @ts-expect-error a misspelt hyperparameter is an error of types
const misspelt = () => heavyBall({}, { momentun: 0.5 });

const catalog = (Object.keys(optimizers) as Name[]).map((name) => [name, losses(named(name))] as const);
const same = optimizers.adam === adam && misspelt.length === 0;
const nested = parse("lookahead(clip(adam))");
console.log(
  JSON.stringify({
    stranger: losses(heavyBall),
    kinds: Object.fromEntries([...kinds, nested].map((plugin) => [plugin.name, losses(plugin)])),
    catalog: Object.fromEntries(catalog),
    wrappers: Object.keys(wrappers),
    same,
  }),
);
