// A model's parameters from observations, with their standard deviations; and the minimum of a function.
import { curveFit, minimize } from "@downhill/minimize";

const decay = (t: number, [a, k, c]: Float64Array) => a! * Math.exp(-k! * t) + c!;
const t = [0, 1, 2, 3, 4, 5, 6, 8];
const y = [5.1, 3.6, 2.7, 2.1, 1.7, 1.5, 1.25, 1.15];

const { parameters, standardDeviations, reason } = curveFit(decay, { x: t, y }, [1, 1, 0]);
for (const [i, name] of ["a", "k", "c"].entries())
  console.log(`${name} = ${parameters[i]!.toFixed(3)} ± ${standardDeviations[i]!.toFixed(3)}`);
console.log(`ended by ${reason}`);

/** Rosenbrock's function; its gradient goes where it is asked for. */
function rosenbrock([a, b]: Float64Array, gradient: Float64Array): number {
  const r = b! - a! * a!;
  gradient[0] = -2 * (1 - a!) - 400 * a! * r;
  gradient[1] = 200 * r;
  return (1 - a!) ** 2 + 100 * r * r;
}

const { x, evaluations } = minimize(rosenbrock, [-1.2, 1]);
console.log(`minimum at (${Array.from(x, (each) => each.toFixed(5)).join(", ")}) after ${evaluations} evaluations`);

// prints a = 4.068 ± 0.040
// prints k = 0.446 ± 0.012
// prints c = 1.023 ± 0.033
// prints ended by change
// prints minimum at (1.00000, 1.00000) after 45 evaluations
