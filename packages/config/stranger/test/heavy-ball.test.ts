// Its tests, for vitest: what every optimizer must do, and what its paper says that it computes.
import { conformance, trajectories } from "@downhill/conformance";
import { heavyBall } from "../heavy-ball.ts";

conformance(heavyBall);
trajectories(heavyBall, {
  optimizer: "heavy-ball",
  cases: [
    {
      id: "two steps, the second against the velocity of the first",
      reference: "the paper's equation, by hand",
      hyper: { lr: 0.1, momentum: 0.9 },
      params: [{ name: "w", shape: [2], init: [1, -2] }],
      steps: 2,
      grads: [[[1, -0.5]], [[0.5, 2]]],
      trajectory: [[[0.9, -1.95]], [[0.76, -2.105]]],
    },
  ],
});
