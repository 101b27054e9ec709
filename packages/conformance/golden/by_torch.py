"""PyTorch's optimizers: hyperparameters by our names, one run of a case."""

import torch

from inputs import objective

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


def version():
    return f"torch {torch.__version__}"


def flat(tensors):
    return [tensor.detach().flatten().tolist() for tensor in tensors]


def parameters(case):
    return [torch.tensor(p["init"]).reshape(p["shape"]).requires_grad_() for p in case["params"]]


def run(make, case, before=None, averaged=None, weights=None):
    """
    Steps with the case's gradients. before(params, hyper) may change them; averaged(case, params) makes what gives the
    weights to evaluate with, and the number of the first step with any; weights(optimizer, params) gives the
    optimizer's own.
    """
    if "objective" in case:
        return run_objective(make, case)
    params, h = parameters(case), {**case["hyper"], "case": case}
    optimizer = make(params, h)
    average, first = averaged(case, params) if averaged else (None, 1)
    result = {"trajectory": [], **({"evalTrajectory": []} if average or weights else {})}
    if first > 1:
        # Before an average starts, the reference's is a copy of the first weights: nothing to compare with.
        result = {"evalFrom": first - 1, **result}
    for step, grads in enumerate(case["grads"]):
        if "lr" in case:
            for group in optimizer.param_groups:
                group["lr"] = case["lr"][step]
        for param, grad in zip(params, grads):
            param.grad = torch.tensor(grad).reshape(param.shape)
        if before:
            before(params, h)
        optimizer.step()
        result["trajectory"].append(flat(params))
        if average:
            result["evalTrajectory"].append(average(step))
        if weights:
            result["evalTrajectory"].append(flat(weights(optimizer, params)))
    return result


def run_objective(make, case):
    """Steps with a closure, and how often it has been called after each."""
    (param,) = params = parameters(case)
    optimizer = make(params, case["hyper"])
    f = objective(case)
    result = {"trajectory": [], "functionEvals": []}
    calls = 0

    def closure():
        nonlocal calls
        calls += 1
        value, gradient = f(param.detach().flatten().numpy())
        param.grad = torch.from_numpy(gradient.copy()).reshape(param.shape)
        return value

    for step in range(case["steps"]):
        for group in optimizer.param_groups:
            group["lr"] = case["lr"][step] if "lr" in case else group["lr"]
        optimizer.step(closure)
        result["trajectory"].append(flat(params))
        result["functionEvals"].append(calls)
    return result


def betas(h):
    return (h["beta1"], h["beta2"])


def sgd(params, h):
    names = ("lr", "momentum", "dampening")
    given = {name: h[name] for name in names if name in h}
    return torch.optim.SGD(params, **given, nesterov=bool(h.get("nesterov")), weight_decay=h.get("weightDecay", 0))


def adagrad(params, h):
    rest = {"lr_decay": h["lrDecay"], "initial_accumulator_value": h["initialAccumulatorValue"]}
    return torch.optim.Adagrad(params, lr=h["lr"], eps=h["eps"], weight_decay=h["weightDecay"], **rest)


def rmsprop(params, h):
    rest = {"alpha": h["rho"], "centered": bool(h["centered"]), "weight_decay": h["weightDecay"]}
    return torch.optim.RMSprop(params, lr=h["lr"], eps=h["eps"], momentum=h["momentum"], **rest)


def adam(params, h):
    return torch.optim.Adam(params, lr=h["lr"], betas=betas(h), eps=h["eps"], weight_decay=h["weightDecay"])


def adamw(params, h):
    return torch.optim.AdamW(params, lr=h["lr"], betas=betas(h), eps=h["eps"], weight_decay=h["weightDecay"])


def adadelta(params, h):
    return torch.optim.Adadelta(params, lr=h["lr"], rho=h["rho"], eps=h["eps"], weight_decay=h["weightDecay"])


def adamax(params, h):
    return torch.optim.Adamax(params, lr=h["lr"], betas=betas(h), eps=h["eps"], weight_decay=h["weightDecay"])


def amsgrad(params, h):
    rest = {"weight_decay": h["weightDecay"], "decoupled_weight_decay": bool(h["decoupledWeightDecay"])}
    return torch.optim.Adam(params, lr=h["lr"], betas=betas(h), eps=h["eps"], amsgrad=True, **rest)


def rprop(params, h):
    sizes = (h["stepMin"], h["stepMax"])
    return torch.optim.Rprop(params, lr=h["lr"], etas=(h["etaMinus"], h["etaPlus"]), step_sizes=sizes)


def asgd(params, h):
    rest = {"lambd": h["lambd"], "alpha": h["alpha"], "t0": h["t0"], "weight_decay": h["weightDecay"]}
    return torch.optim.ASGD(params, lr=h["lr"], **rest)


def asgd_average(optimizer, params):
    return [optimizer.state[param]["ax"] for param in params]


def nadam(params, h):
    rest = {"momentum_decay": h["momentumDecay"], "decoupled_weight_decay": bool(h["decoupledWeightDecay"])}
    decay = h["weightDecay"]
    return torch.optim.NAdam(params, lr=h["lr"], betas=betas(h), eps=h["eps"], weight_decay=decay, **rest)


def radam(params, h):
    rest = {"weight_decay": h["weightDecay"], "decoupled_weight_decay": bool(h["decoupledWeightDecay"])}
    return torch.optim.RAdam(params, lr=h["lr"], betas=betas(h), eps=h["eps"], **rest)


def adafactor(params, h):
    rest = {"beta2_decay": h["beta2Decay"], "d": h["clipThreshold"], "weight_decay": h["weightDecay"]}
    return torch.optim.Adafactor(params, lr=h["lr"], eps=(h["eps1"], h["eps2"]), **rest)


def muon(params, h):
    """Newton–Schulz in float64. rmsScale is 0.2 there: without decay another one is another rate."""
    torch.Tensor.bfloat16 = torch.Tensor.clone
    if h["rmsScale"] != 0.2 and h["weightDecay"]:
        raise ValueError("torch.optim.Muon has no rmsScale: only cases without weightDecay may change it")
    return torch.optim.Muon(
        params,
        lr=h["lr"] * h["rmsScale"] / 0.2 if h["matchRms"] else h["lr"],
        momentum=h["momentum"],
        nesterov=bool(h["nesterov"]),
        eps=h["eps"],
        weight_decay=h["weightDecay"],
        ns_coefficients=(h["nsA"], h["nsB"], h["nsC"]),
        ns_steps=h["nsSteps"],
        adjust_lr_fn="match_rms_adamw" if h["matchRms"] else "original",
    )


def lbfgs(params, h):
    return torch.optim.LBFGS(
        params,
        lr=h["lr"],
        max_iter=h["maxIter"],
        max_eval=h["maxEval"],
        tolerance_grad=h["toleranceGrad"],
        tolerance_change=h["toleranceChange"],
        history_size=h["historySize"],
        line_search_fn="strong_wolfe" if h["strongWolfe"] else None,
    )


def clip(params, h):
    """Values, then the norm of all, or of each alone. 0 is no limit."""
    if h.get("maxValue"):
        torch.nn.utils.clip_grad_value_(params, h["maxValue"])
    if h["maxNorm"]:
        for clipped in [[param] for param in params] if h.get("perParameter") else [params]:
            torch.nn.utils.clip_grad_norm_(clipped, h["maxNorm"], norm_type=float(h["normType"]))


def averaging(start, every, function):
    """torch.optim.swa_utils.AveragedModel, updated after step `start` (from 1) and every `every` steps from there."""

    def averaged(case, params):
        h = case["hyper"]
        first, period = start(h), every(h)
        model = torch.nn.ParameterList(params)
        average = torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=function(h))

        def after(step):
            if step + 1 >= first and (step + 1 - first) % period == 0:
                # ParameterList registers the tensors as Parameters of its own: hand it the present numbers.
                with torch.no_grad():
                    for own, param in zip(model.parameters(), params):
                        own.copy_(param)
                average.update_parameters(model)
            return flat(average.module.parameters())

        return after, first

    return averaged


ema = averaging(
    lambda h: h.get("startStep", 0) + 1,
    lambda h: 1,
    lambda h: torch.optim.swa_utils.get_ema_multi_avg_fn(h["decay"]),
)
swa = averaging(
    lambda h: h["swaStart"],
    lambda h: h["swaFreq"],
    lambda h: torch.optim.swa_utils.get_swa_multi_avg_fn(),
)
