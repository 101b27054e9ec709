"""Optax's optimizers: hyperparameters by our names, one run of a case."""

import math

import jax
import numpy

jax.config.update("jax_enable_x64", True)

import optax

from inputs import objective


def version():
    return f"optax {optax.__version__} (jax {jax.__version__})"


def flat(tree):
    return [numpy.asarray(x).flatten().tolist() for x in tree]


def parameters(case):
    return [array(p["init"], p["shape"]) for p in case["params"]]


def array(numbers, shape):
    return jax.numpy.asarray(numpy.reshape(numbers, shape), dtype="float64")


def run(make, case, weights=None, wrap=None):
    """
    Steps with the case's gradients. make(h, lr) makes a transformation, which keeps nothing: a rate that changes needs
    only another one. wrap and weights are for those that train something else than what is evaluated.
    """
    if "objective" in case:
        return run_objective(make, case)
    h = {**case["hyper"], **({"case": case} if "hessian" in case else {})}
    params = wrap(parameters(case)) if wrap else parameters(case)
    state = make(h, case["lr"][0] if "lr" in case else h["lr"]).init(params)
    result = {"trajectory": [], **({"evalTrajectory": []} if weights else {})}
    for step, grads in enumerate(case["grads"]):
        transformation = make(h, case["lr"][step] if "lr" in case else h["lr"])
        arrays = [array(grad, param["shape"]) for grad, param in zip(grads, case["params"])]
        told = {"value": case["losses"][step]} if "losses" in case else {}
        updates, state = transformation.update(arrays, state, params, **told)
        params = optax.apply_updates(params, updates)
        result["trajectory"].append(flat(params.fast if wrap else params))
        if weights:
            result["evalTrajectory"].append(flat(weights(state, params)))
    return result


def run_objective(make, case):
    """Steps that evaluate: opaque transformations ask for gradients themselves, others are told the value."""
    h, f = case["hyper"], objective(case)
    params = parameters(case)
    state = make(h, case["lr"][0] if "lr" in case else h["lr"]).init(params)
    result = {"trajectory": [], "functionEvals": []}
    calls = 0

    def evaluate(params):
        nonlocal calls
        calls += 1
        (value, gradients), at = f(numpy.concatenate([numpy.asarray(x).flatten() for x in params])), 0
        parts = []
        for x in params:
            parts.append(jax.numpy.asarray(gradients[at : at + x.size].reshape(x.shape)))
            at += x.size
        return value, parts

    def gradient(params, _):
        return evaluate(params)[1]

    for step in range(case["steps"]):
        transformation = make(h, case["lr"][step] if "lr" in case else h["lr"])
        value, gradients = evaluate(params)
        told = {"grad_fn": gradient} if "rho" in h else {"value": value}
        updates, state = transformation.update(gradients, state, params, **told)
        params = optax.apply_updates(params, updates)
        result["trajectory"].append(flat(params))
        result["functionEvals"].append(calls)
    return result


def sgd(h, lr):
    base = optax.sgd(lr, momentum=h.get("momentum") or None, nesterov=bool(h.get("nesterov")))
    return optax.chain(optax.add_decayed_weights(h["weightDecay"]), base) if h.get("weightDecay") else base


def clip_sgd(h, lr):
    """Nothing is added to the norm: clipEps is 0."""
    return optax.chain(optax.clip_by_global_norm(h["maxNorm"]), sgd(h, lr))


def adam(h, lr):
    return optax.adam(lr, b1=h["beta1"], b2=h["beta2"], eps=h["eps"])


def lamb(h, lr):
    betas = {"b1": h["beta1"], "b2": h["beta2"]}
    return optax.lamb(lr, **betas, eps=h["eps"], eps_root=h["epsRoot"], weight_decay=h["weightDecay"])


def prodigy(h, lr):
    return optax.contrib.prodigy(
        lr,
        betas=(h["beta1"], h["beta2"]),
        beta3=h.get("beta3"),
        eps=h["eps"],
        estim_lr0=h["d0"],
        estim_lr_coef=h["dCoef"],
        weight_decay=h["weightDecay"],
        safeguard_warmup=bool(h["safeguardWarmup"]),
    )


def schedule_free_adamw(h, lr):
    return optax.contrib.schedule_free_adamw(
        lr,
        warmup_steps=h["warmupSteps"] or None,
        b1=h["beta1"],
        b2=h["beta2"],
        eps=h["eps"],
        weight_decay=h["weightDecay"],
        weight_lr_power=h["weightLrPower"],
    )


def schedule_free_sgd(h, lr):
    return optax.contrib.schedule_free_sgd(
        lr,
        warmup_steps=h["warmupSteps"] or None,
        b1=h["beta1"],
        weight_decay=h["weightDecay"],
        weight_lr_power=h["weightLrPower"],
    )


def averaged(state, params):
    return optax.contrib.schedule_free_eval_params(state, params)


def lookahead(h, lr):
    """Its inner one is what has the hyperparameters."""
    inner = adam if "beta1" in h else sgd
    return optax.lookahead(inner(h, lr), h["syncPeriod"], h["slowStepSize"], bool(h["resetState"]))


def synced(params):
    return optax.LookaheadParams.init_synced(params)


def slow(state, params):
    return params.slow


def sam(h, lr):
    climb = optax.chain(optax.contrib.normalize(), optax.sgd(h["rho"]))
    return optax.contrib.sam(sgd(h, lr), climb, sync_period=2, opaque_mode=True)


def polyak_sgd(h, lr):
    """Its `scaling` is left at 1: it counts in the gradient's norm too."""
    variant = "sps+" if h["spsPlus"] else "sps"
    return optax.polyak_sgd(max_learning_rate=lr, f_min=h["lowerBound"], eps=h["eps"], variant=variant)


def momo_adam(h, lr):
    return optax.contrib.momo_adam(
        lr,
        b1=h["beta1"],
        b2=h["beta2"],
        eps=h["eps"],
        lower_bound=h["lowerBound"],
        weight_decay=h["weightDecay"],
        adapt_lower_bound=bool(h["adaptLowerBound"]),
    )


def decayed(method, h, lr):
    """What an alias of Optax's is made of, with AdamW's decay, which not every alias has."""
    decay = [optax.add_decayed_weights(h["weightDecay"])] if h["weightDecay"] else []
    return optax.chain(method, *decay, optax.scale_by_learning_rate(lr))


def signum(h, lr):
    average = optax.ema(h["momentum"], debias=False)
    return decayed(optax.chain(average, optax.scale_by_sign()), h, lr)


def yogi(h, lr):
    start = {"initial_accumulator_value": h["initialAccumulatorValue"]}
    method = optax.scale_by_yogi(h["beta1"], h["beta2"], h["eps"], eps_root=h["epsRoot"], **start)
    return decayed(method, h, lr)


def sm3(h, lr):
    return decayed(optax.scale_by_sm3(h["momentum"], h["beta2"], h["eps"]), {"weightDecay": 0}, lr)


def adopt(h, lr):
    """Optax has no decay in it."""
    rest = {"use_clipping": bool(h["clip"]), "clip_value_fn": lambda step: step ** h["clipExp"]}
    return optax.contrib.adopt(lr, b1=h["beta1"], b2=h["beta2"], eps=h["eps"], **rest)


def ademamix(h, lr):
    """Its warm-ups are the paper's, by Python floats: Optax has none, and counts from 0."""
    beta3, alpha = h["beta3"], h["alpha"]
    if h["tBeta3Warmup"]:
        first, last = math.log(h["beta1"]), math.log(h["beta3"])

        def beta3(count):
            s = (int(count) + 1) / h["tBeta3Warmup"]
            return math.exp(first * last / ((1 - s) * last + s * first)) if s < 1 else h["beta3"]

    if h["tAlphaWarmup"]:

        def alpha(count):
            return min((int(count) + 1) * h["alpha"] / h["tAlphaWarmup"], h["alpha"])

    return optax.contrib.ademamix(
        lr,
        b1=h["beta1"],
        b2=h["beta2"],
        b3=beta3,
        alpha=alpha,
        eps=h["eps"],
        eps_root=h["epsRoot"],
        weight_decay=h["weightDecay"],
    )


def sophia(h, lr):
    """With the case's diagonals of the Hessian, the next one each time it is asked for one."""
    shapes = [p["shape"] for p in h["case"]["params"]]
    rows = zip(*h["case"]["hessian"])
    drawn = [jax.numpy.asarray(row, "float64").reshape(-1, *shape) for row, shape in zip(rows, shapes)]

    def given(updates, count, params=None):
        return [diagonals[count] for diagonals in drawn], count + 1

    return optax.contrib.sophia(
        lr,
        b1=h["beta1"],
        b2=h["beta2"],
        eps=h["eps"],
        weight_decay=h["weightDecay"],
        gamma=h["gamma"],
        clip_threshold=h["clipThreshold"] or None,
        update_interval=h["updateInterval"],
        hessian_diagonal_fn=optax.GradientTransformation(lambda params: jax.numpy.zeros([], "int32"), given),
    )
