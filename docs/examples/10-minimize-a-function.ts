// The minimum of a function, Rosenbrock's (1 - a)² + 100 (b - a²)², in float64.
import { adam } from "@downhill/adam";
import { parameter } from "@downhill/plugin";

const x = parameter(Float64Array.of(-1.2, 1));

/** The function's value at x; its gradient goes to where the optimizer finds it. */
function rosenbrock(): number {
  const a = x.value[0]!;
  const b = x.value[1]!;
  x.grad[0] = -2 * (1 - a) - 400 * a * (b - a * a);
  x.grad[1] = 200 * (b - a * a);
  return (1 - a) ** 2 + 100 * (b - a * a) ** 2;
}

const optimizer = adam({ x }, { lr: 0.05 });
while (rosenbrock() > 1e-12 && optimizer.t < 10_000) optimizer.step();
console.log(`minimum at (${Array.from(x.value, (each) => each.toFixed(5)).join(", ")}) after ${optimizer.t} steps`);

// prints minimum at (1.00000, 1.00000) after 2461 steps
