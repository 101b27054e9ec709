import { array, epsilon, flag, modelwise, rate, scalar, shared, whole } from "@downhill/plugin";
import { Pairs } from "./pairs.ts";
import { type Point, strongWolfe } from "./search.ts";
import { along, negated, over, times } from "./vectors.ts";

/** How many evaluations end a step. */
const limitOf = (maxIter: number, maxEval: number) => maxEval || Math.floor(1.25 * maxIter);

/**
 * L-BFGS: the direction -Hg, with H the inverse Hessian as far as the last `historySize` steps and changes of the gradient
 * tell, and along it a step at which the strong Wolfe conditions hold. For functions that are the same at each step:
 * whole data sets, fits. A step is up to `maxIter` directions, and takes `step(evaluate)`.
 *
 * As in PyTorch: H₀ = sᵀy / yᵀy of the last pair; a pair is kept where sᵀy > `toleranceCurvature`; the first trial of
 * a search is `lr`, of the very first min(1, 1 / ‖g‖₁)·lr; it is done where no |gᵢ| exceeds `toleranceGrad`, no weight
 * moves by more than `toleranceChange` or the loss changes by less, or where the slope is above -`toleranceChange`.
 * The number of evaluations is PyTorch's, too: one at the start of a step, then those of the searches. A search ends
 * at its best point once the step has used `maxEval`, the first evaluation of each apart.
 *
 * Deviations. Near a minimum, what is left to gain drowns in the loss's rounding, and no point is lower any more: one
 * whose loss has not grown by more than 1e-12 of it is taken where its slope says so (Hager & Zhang 2005, "A new
 * conjugate gradient method with guaranteed descent", the approximate Wolfe conditions, δ = 0.1). Pairs with sᵀy ≤
 * ε·yᵀy are never kept, nor does L-BFGS-B keep them, so that `toleranceCurvature` may be 0, for losses of any size.
 * The search is on by default; without it (`strongWolfe: 0`) weights move by `lr` times the direction, and are not
 * evaluated after a step's last. Where a weight, the loss or a gradient is not finite, the loss counts as ∞: the
 * search comes nearer, and never ends there (without it, the step throws and is taken back). A direction that does not
 * lead down, and a search that finds nothing lower, forget the pairs and start once more from the gradient;
 * `state().shared.failures` counts the searches along the gradient that failed since one did not, where PyTorch
 * repeats the same search for ever. `historySize` pairs are memory, 2·`historySize` + 4 times the weights', and held
 * from the start.
 *
 * A step goes over all pairs twice, for a dot product and a sum each: with ten pairs, some 11 ns a parameter beside the evaluations.
 *
 * All parameters make one vector. A group's `lr` scales its part of each direction by its ratio to all parameters'; the
 * shortest `historySize` holds for all; nothing else of a group matters. Where other parameters rest than at the step
 * before, it starts from the gradient.
 *
 * At a gradient of zeros nothing moves. After a step the gradients there are those of the last evaluation, not of the weights.
 *
 * When to use it: For smooth functions of which the whole gradient can be had: fits, physics-informed networks, style
 * transfer, the last digits of a small network. Not for mini-batches, nor for networks of ReLUs, whose kinks end its
 * searches. Its memory is 2·`historySize` arrays.
 */
export const lbfgs = modelwise({
  name: "lbfgs",
  doc: "Quasi-Newton with a short memory and a line search, for functions that stay the same.",
  paper: "Nocedal & Wright 2006, Numerical Optimization, algorithms 7.4, 3.5 and 3.6; Liu & Nocedal 1989",
  reference: "torch.optim.LBFGS",
  hyper: {
    lr: rate(1, "first trial of each search, or the step size where there is none", [1e-2, 1]),
    maxIter: whole(20, "directions a step", [1, 100]),
    maxEval: whole(0, "evaluations after which a step ends; 0: 1.25·maxIter", [0, 125]),
    toleranceGrad: epsilon(1e-7, "where no element of the gradient is larger, it is done"),
    toleranceChange: epsilon(1e-9, "where weights or loss change by less, a step ends"),
    toleranceCurvature: epsilon(1e-10, "a pair is remembered where step times change of the gradient is larger"),
    historySize: whole(100, "pairs of step and change of gradient that are remembered", [1, 100], { fixed: true }),
    strongWolfe: flag(1, "search along the direction"),
  },
  state: {
    previous: array({}),
    direction: array({}),
    steps: array({ shape: ({ shape, hyper }) => [hyper.historySize!, ...shape], copied: false }),
    changes: array({ shape: ({ shape, hyper }) => [hyper.historySize!, ...shape], copied: false }),
    products: array({ shape: ({ hyper }) => [hyper.historySize!] }),
    start: array({ saved: false }),
    kept: array({ saved: false }),
    last: scalar(0),
    moving: shared(0),
    iterations: shared(0),
    pairs: shared(0),
    scale: shared(1),
    length: shared(0),
    failures: shared(0),
  },
  throws: true,
  evaluations({ maxIter, maxEval, strongWolfe }) {
    const limit = limitOf(maxIter, maxEval);
    const most = strongWolfe ? maxIter && limit : Math.min(Math.max(maxIter - 1, 0), Math.max(1, limit - 1));
    return most && { most };
  },
  check({ historySize }) {
    return historySize < 1 ? `historySize must be at least 1, got ${historySize}` : undefined;
  },
  step(tensors, hyper, t, step) {
    const { ops, loss, evaluate, probe, shared } = step;
    const { lr, maxIter, toleranceGrad, toleranceChange } = hyper;
    const maxEval = limitOf(maxIter, hyper.maxEval);
    const { dot, sumAbs, maxAbs } = over(tensors, ops);
    const pairs = new Pairs(tensors, step, hyper.toleranceCurvature);
    const scaleGroups = () => {
      for (const { direction, hyper } of tensors)
        if (hyper.lr !== lr && lr > 0) ops.map(times, { x: direction }, { s: hyper.lr / lr });
    };
    const go = (t: number) => {
      for (const { w, start, direction } of tensors)
        if (t === 0) w.set(start);
        else ops.map(along, { w, start, direction }, { t });
    };
    const finite = () => maxAbs("w") < Infinity;
    let looked: Point | undefined;
    const look = (t: number) => {
      go(t);
      const f = finite() ? probe() : NaN;
      looked = Number.isNaN(f) ? { t, f: Infinity, slope: NaN } : { t, f, slope: dot("g", "direction") };
      return looked;
    };
    const keep = () => {
      for (const { kept, g } of tensors) kept.set(g);
    };

    if (shared.moving !== tensors.length || tensors.some(({ last }) => last !== t - 1)) shared.iterations = 0;
    shared.moving = tensors.length;
    for (const tensor of tensors) tensor.last = t;

    /** Where the gradient at the weights is. */
    let at: "g" | "kept" | "previous" = "g";
    let value = loss!;
    let evaluations = 1;
    if (maxAbs("g") <= toleranceGrad) return;

    for (let n = 1; n <= maxIter; n++) {
      if (shared.iterations > 0) {
        pairs.add(at);
        pairs.direction(at);
        scaleGroups();
      }
      let slope = dot(at, "direction");
      const downhill = shared.iterations > 0 && slope <= 0;
      if (!downhill) {
        pairs.forget();
        for (const { direction, [at]: g } of tensors) ops.map(negated, { direction, g });
        scaleGroups();
        slope = dot(at, "direction");
      }
      shared.length = downhill ? lr : Math.min(1, 1 / sumAbs(at)) * lr;
      shared.iterations++;
      for (const { previous, [at]: g } of tensors) if (previous !== g) previous.set(g);
      if (slope > -toleranceChange) return;

      const before = value;
      for (const { start, w } of tensors) start.set(w);
      if (hyper.strongWolfe) {
        const most = maxEval - evaluations;
        const from = { t: 0, f: value, slope };
        const size = maxAbs("direction");
        const search = {
          look,
          keep,
          from,
          first: shared.length,
          most,
          size,
          tolerance: toleranceChange,
        };
        const { point, evaluations: made, spent } = strongWolfe(search);
        evaluations += made;
        at = point === from ? "previous" : point === looked ? "g" : "kept";
        value = point.f;
        shared.length = point.t;
        go(point.t);
        if (point === from && !spent) {
          shared.iterations = 0;
          if (!downhill) shared.failures++;
          if (!downhill || evaluations >= maxEval) return;
          continue;
        }
        shared.failures = 0;
      } else {
        go(shared.length);
        if (!finite())
          throw new RangeError(
            `lbfgs: step ${t} leaves weights that are not finite, at an lr of ${lr} without strongWolfe`,
          );
        if (n === maxIter) return;
        value = evaluate();
        evaluations++;
      }
      if (evaluations >= maxEval || maxAbs(at) <= toleranceGrad) return;
      if (maxAbs("direction") * shared.length <= toleranceChange) return;
      if (Math.abs(value - before) < toleranceChange) return;
    }
  },
});
