// A stranger's optimizer, in a project of its own: it knows the published packages only.
import { decay, elementwise, rate } from "@downhill/plugin";

export const heavyBall = elementwise({
  name: "heavy-ball",
  doc: "Gradient descent with a heavy ball's momentum.",
  paper: "Polyak 1964, Some methods of speeding up the convergence of iteration methods",
  reference: "none",
  hyper: {
    lr: rate(1e-2, "step size, η"),
    momentum: decay(0.9, "how much of the last step is kept, μ"),
  },
  state: ["v"],
  rule({ w, g, v }, { lr, momentum }) {
    v = momentum * v - lr * g;
    w = w + v;
    return { w, v };
  },
});
