// One optimizer on arrays of one's own: the line through five points, by least squares.
import { adam } from "@downhill/adam";
import { parameter } from "@downhill/plugin";

const points = [-2, -1, 0, 1, 2].map((x) => ({ x, y: 2 * x - 1 }));
const line = parameter([0, 0]); // slope and intercept: { value, grad, shape }
const { value, grad } = line;
const optimizer = adam({ line }, { lr: 0.1 });

for (let step = 0; step < 300; step++) {
  grad.fill(0);
  for (const { x, y } of points) {
    const error = value[0]! * x + value[1]! - y;
    grad[0]! += 2 * error * x; // of the loss, Σ error²
    grad[1]! += 2 * error;
  }
  optimizer.step(); // reads the gradient, moves the values in place
}
console.log(`slope ${value[0]!.toFixed(3)}, intercept ${value[1]!.toFixed(3)}`);

// prints slope 2.000, intercept -1.000
