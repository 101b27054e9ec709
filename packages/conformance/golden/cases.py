"""The cases that are made here, beside those whose inputs a file already has: every hyperparameter off its default."""

from inputs import MATRICES, MATRIX, RANKS, calm, drawn, inputs, late, losses, quadratic, rosenbrock, warmup, wild

ADAM = {"lr": 0.03, "beta1": 0.85, "beta2": 0.97, "eps": 1e-3, "weightDecay": 0.2}
SGD = {"lr": 0.04, "momentum": 0.7, "dampening": 0.2, "nesterov": 0, "weightDecay": 0.03}
NESTEROV = {"lr": 0.03, "momentum": 0.6, "dampening": 0, "nesterov": 1, "weightDecay": 0.02}
ADAGRAD = {"lr": 0.05, "lrDecay": 0.1, "initialAccumulatorValue": 0.2, "eps": 1e-3, "weightDecay": 0.1}
RMSPROP = {"lr": 0.02, "rho": 0.9, "eps": 1e-3, "weightDecay": 0.1, "momentum": 0.7, "centered": 1}
STEPS = 10
# Where tensors are large, or each step has weights to evaluate with too.
FEW = 8


def standard(name, off, more=(), shapes=(RANKS, MATRIX), grads=(calm, wild, late), steps=STEPS):
    """Every rank with a rate that changes; wild gradients; none at first; and `more`: hyperparameters over `off`."""
    full, small = shapes
    usual, rough, none = grads
    rates = warmup(off["lr"])
    yield "every-rank", {**off, "lr": rates(0)}, inputs(f"{name} every-rank", full, steps, usual, lr=rates)
    yield "wild", off, inputs(f"{name} wild", small, steps, rough)
    yield "zero-at-first", off, inputs(f"{name} zero-at-first", small, steps, none)
    for case_id, over, *kind in more:
        hyper = {key: value for key, value in {**off, **over}.items() if value is not None}
        yield case_id, hyper, inputs(f"{name} {case_id}", small, steps, *(kind or [calm]))


def wrapped(base, cases):
    for case_id, hyper, made in cases:
        yield case_id, hyper, {"base": base, **made}


MUON = {"lr": 0.06, "momentum": 0.85, "nesterov": 1, "eps": 1e-2, "weightDecay": 0.15, "matchRms": 0, "rmsScale": 0.2}
POLYNOMIAL = {"nsA": 3.2, "nsB": -4.4, "nsC": 1.9, "nsSteps": 4}
SHAMPOO = {
    "lr": 0.04,
    "beta1": 0.85,
    "beta2": 0.92,
    "beta3": 0.6,
    "eps": 1e-3,
    "weightDecay": 0.05,
    "decoupledWeightDecay": 1,
    "preconditionFrequency": 2,
    "startPreconditioningStep": 3,
    "biasCorrection": 1,
    "graftAdam": 0,
    "graftBeta2": 0.98,
    "graftEps": 1e-4,
    "mergeDims": 0,
}
LBFGS = {"toleranceGrad": 1e-9, "toleranceChange": 1e-12, "historySize": 3}
PRODIGY = {"lr": 0.6, "beta1": 0.85, "beta2": 0.96, "beta3": 0.92, "eps": 1e-3, "d0": 1e-2, "dCoef": 1.5}


def lbfgs():
    seven = {"x": [7]}
    none = {**LBFGS, "lr": 0.7, "maxIter": 2, "maxEval": 9, "strongWolfe": 0}
    wolfe = {**LBFGS, "lr": 0.9, "maxIter": 3, "maxEval": 12, "strongWolfe": 1}
    rates = warmup(0.5)
    changing = {"lr": rates(0)}
    yield "plain-lr-change", {**none, **changing}, quadratic("lbfgs plain", seven, STEPS, lr=rates)
    yield "wolfe-lr-change", {**wolfe, **changing}, quadratic("lbfgs wolfe", seven, 8, lr=rates, condition=200)
    yield "wolfe-few-evaluations", {**wolfe, "maxEval": 4}, rosenbrock("lbfgs few", {"x": [3]}, STEPS)
    yield "wolfe-matrix", {**wolfe, "historySize": 10}, rosenbrock("lbfgs matrix", {"x": [2, 2]}, 8)
    loose = {"toleranceGrad": 0.05, "toleranceChange": 1e-3}
    yield "stops-on-gradient", {**wolfe, **loose, "toleranceChange": 0}, quadratic("lbfgs gradient", seven, STEPS)
    yield "stops-on-change", {**none, **loose, "toleranceGrad": 0}, quadratic("lbfgs change", seven, STEPS)


def sam():
    h = {"rho": 0.1, **SGD, "dampening": 0}
    rates = warmup(h["lr"])
    several = {"W": [2, 2], "b": [2], "s": []}
    yield "several-tensors", {**h, "lr": rates(0)}, quadratic("sam several", several, STEPS, lr=rates)
    yield "nesterov", {**h, **NESTEROV}, quadratic("sam nesterov", several, STEPS)
    yield "plain", {**h, "lr": 0.0005, "rho": 0.3, "momentum": 0, "weightDecay": 0}, rosenbrock("sam", MATRIX, STEPS)


def lookahead():
    own = {"syncPeriod": 4, "slowStepSize": 0.3, "resetState": 0}
    sgd = {"lr": 0.04, "momentum": 0.7, "dampening": 0, "nesterov": 1, "weightDecay": 0.03, **own}
    yield from wrapped("sgd", standard("lookahead", sgd, [("every-step", {"syncPeriod": 1})], steps=FEW + 1))
    adam = {**ADAM, "weightDecay": 0, **own}
    for case_id, more in (("adam", {}), ("adam-reset", {"resetState": 1, "syncPeriod": 3})):
        yield case_id, {**adam, **more}, {"base": "adam", **inputs(f"lookahead {case_id}", MATRIX, STEPS)}


def clip():
    h = {**SGD, "maxNorm": 1.5, "normType": 2, "clipEps": 1e-6}
    norms = [("norm-1", {"normType": 1, "maxNorm": 4}), ("norm-inf-wild", {"normType": "Infinity"}, wild)]
    yield from standard("clip", h, [*norms, ("mostly-under", {"maxNorm": 3})], steps=FEW)
    alone = {"perParameter": 1, "maxNorm": 0.8}
    yield "each-alone", {**h, **alone}, inputs("clip each-alone", RANKS, FEW)
    value = {"reference": "torch.nn.utils.clip_grad_value_ then torch.optim.SGD"}
    yield "value", {**h, "maxNorm": 0, "maxValue": 0.4}, {**value, **inputs("clip value", MATRIX, FEW)}
    yield "value-then-norm", {**h, "maxValue": 0.6}, {**value, **inputs("clip both", MATRIX, FEW, wild)}
    other = {"reference": "optax.clip_by_global_norm then optax.sgd"}
    for case_id, grads in (("no-eps", calm), ("no-eps-wild", wild)):
        bare = {**h, **NESTEROV, "weightDecay": 0, "clipEps": 0}
        yield case_id, bare, {**other, **inputs(f"clip {case_id}", MATRIX, FEW, grads)}


# Hyperball's reference takes more axes for stacks of matrices.
FLAT = {key: shape for key, shape in RANKS.items() if len(shape) < 3}
BARE = {key: value for key, value in ADAM.items() if key != "weightDecay"}
# Optax's SM3 and the authors' DoWG and PSGD fail at a scalar.
AXES = {key: shape for key, shape in RANKS.items() if shape}


def curved(cases):
    """With a diagonal of the Hessian where one is due."""
    for case_id, hyper, made in cases:
        due = list(range(0, made["steps"], hyper["updateInterval"]))
        hessian = drawn(f"sophia {case_id} hessian", made, due, spread=2)
        yield case_id, hyper, {**made, "hessianSteps": due, "hessian": hessian}


TIGER = {"lr": 0.03, "beta": 0.8, "weightDecay": 0.2, "decoupledWeightDecay": 1, "fixedDecay": 0}
LION = {"lr": 0.02, "beta1": 0.85, "beta2": 0.95, "weightDecay": 0.2}
LARS = {"lr": 0.5, "momentum": 0.7, "dampening": 0.2, "weightDecay": 0.1, "nesterov": 0, "trustCoefficient": 0.05}
MARS = {**ADAM, "gamma": 0.15, "lion": 0, "optimize1d": 0, "lr1dFactor": 0.6, "beta1_1d": 0.7, "beta2_1d": 0.9}
BELIEF = {**ADAM, "decoupledDecay": 1, "fixedDecay": 0, "rectify": 1, "degeneratedToSgd": 1, "amsgrad": 0}
ADEMAMIX = {**ADAM, "beta3": 0.99, "alpha": 2, "epsRoot": 1e-4, "weightDecay": 0.1}
SOPHIA = {"lr": 0.03, "beta1": 0.85, "beta2": 0.7, "eps": 1e-2, "weightDecay": 0.15, "gamma": 0.4}

def adopt():
    """Optax has no decay: that is timm's."""
    h = {"lr": 0.03, "beta1": 0.85, "beta2": 0.95, "eps": 1e-2, "clip": 1, "clipExp": 0.4, "weightDecay": 0}
    yield from standard("adopt", {**h, "decoupled": 0}, [("not-clipped", {"clip": 0})])
    for case_id, decoupled, grads in (("coupled", 0, calm), ("coupled-late", 0, late), ("decoupled", 1, wild)):
        made = inputs(f"adopt {case_id}", MATRIX, FEW, grads)
        yield case_id, {**h, "weightDecay": 0.2, "decoupled": decoupled}, {"reference": "timm.optim.Adopt", **made}


def probed(cases):
    """With normal numbers for each step."""
    for case_id, hyper, made in cases:
        yield case_id, hyper, {**made, "probes": drawn(f"psgd-kron {case_id} probes", made, range(made["steps"]))}


ROLES = {"M": ([3, 2], "weight"), "b": ([3], "bias"), "n": ([3], "scale"), "E": ([4, 3], "embedding")}
HEADS = {"Q": ([4, 4], "weight"), "K": ([4, 4], "weight"), "b": ([4], "bias"), "E": ([2, 3], "embedding")}


def with_roles(cases, roles):
    """Parameters by their roles, which say more than shapes."""
    for case_id, hyper, made in cases:
        yield case_id, hyper, {**made, "params": [{**p, "role": roles[p["name"]][1]} for p in made["params"]]}


def adam_mini():
    for name, roles, heads in (("adam-mini", ROLES, 0), ("adam-mini heads", HEADS, 2)):
        shapes = {key: shape for key, (shape, _) in roles.items()}
        cases = with_roles(standard(name, {**ADAM, "heads": heads}, shapes=(shapes, shapes), steps=FEW), roles)
        yield from ((f"heads-{case_id}" if heads else case_id, *rest) for case_id, *rest in cases)


def asam():
    h = {"rho": 0.4, "eta": 0.1, "lr": 0.03, "momentum": 0.7, "nesterov": 0, "weightDecay": 0.03}
    rates = warmup(h["lr"])
    several = {"a.weight": [3, 2], "a.bias": [2], "b.scale": [2]}
    yield "several-tensors", {**h, "lr": rates(0)}, quadratic("asam several", several, FEW, lr=rates)
    yield "nesterov", {**h, "nesterov": 1}, quadratic("asam nesterov", several, FEW)


def dowg():
    yield "every-rank", {"eps": 0.02}, inputs("dowg every-rank", AXES, FEW)
    yield "wild", {"eps": 0.3}, inputs("dowg wild", MATRIX, FEW, wild)
    yield "zero-at-first", {"eps": 0.02}, inputs("dowg zero-at-first", MATRIX, FEW, late)


def told(cases, low, high):
    """With a loss for each step."""
    for case_id, hyper, made in cases:
        if "grads" in made:
            made = {**made, "losses": losses(f"{case_id} losses", made["steps"], low, high)}
        yield case_id, hyper, made


def polyak():
    h = {"lr": 0.3, "lowerBound": 0.4, "eps": 0.05, "spsPlus": 0}
    yield from told(standard("polyak-sgd", h, [("plus", {"spsPlus": 1, "lowerBound": 0.8})], steps=FEW), 0.1, 4)
    several, rates = {"W": [2, 2], "b": [2], "s": []}, warmup(0.2)
    bounds = {"lowerBound": -6}
    yield "several-tensors", {**h, **bounds, "lr": rates(0)}, quadratic("polyak-sgd several", several, FEW, lr=rates)
    yield "rosenbrock", {**h, "lr": 5, "lowerBound": 0, "eps": 0}, rosenbrock("polyak-sgd rosenbrock", {"x": [4]}, FEW)
    usual = {"lr": 1, "lowerBound": 0, "eps": 0, "spsPlus": 0}
    yield "defaults", usual, rosenbrock("polyak-sgd defaults", MATRIX, FEW)


def momo():
    h = {**ADAM, "lr": 0.3, "lowerBound": 0.2, "adaptLowerBound": 0}
    more = [("adapts", {"adaptLowerBound": 1}), ("adapts-low", {"adaptLowerBound": 1, "lowerBound": -3})]
    yield from told(standard("momo-adam", h, more, steps=FEW), 0.1, 4)
    several, rates = {"W": [2, 2], "b": [2], "s": []}, warmup(0.2)
    adapted = {**h, "lowerBound": -20, "adaptLowerBound": 1}
    yield "several-tensors", {**h, "lowerBound": -6, "lr": rates(0)}, quadratic("momo several", several, FEW, lr=rates)
    yield "several-adapting", adapted, quadratic("momo several", several, FEW)
    usual = {"lr": 1e-2, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weightDecay": 0}
    usual |= {"lowerBound": 0, "adaptLowerBound": 0}
    yield "defaults", usual, rosenbrock("momo-adam defaults", MATRIX, FEW)


def uneven(rng, step, element):
    """As far apart as a basis of eigenvectors bears: it must be unique."""
    return 10 ** ((element * 7) % 3 - 1) * rng.gauss(0, 1)


MUONS = (MATRICES, {"tall": [3, 2], "row": [1, 3], "column": [3, 1]})
PROJECTED = {"lr": 0.03, "eps": 1e-3, "weightDecay": 0.2, "delta": 0.8, "wdRatio": 0.3, "nesterov": 0}
QUIET = {"useGc": 1, "gcConvOnly": 0}
DADAPT = {"lr": 0.6, "beta1": 0.85, "beta2": 0.95, "eps": 1e-3, "weightDecay": 0.1, "d0": 1e-2, "growthRate": 1.2}
SOAP = {"lr": 0.03, "beta1": 0.85, "beta2": 0.9, "shampooBeta": 0.8, "eps": 1e-3, "weightDecay": 0.1}
SPLUS = {"lr": 0.2, "beta1": 0.85, "beta2": 0.9, "emaRate": 0.9, "eps": 1e-6, "weightDecay": 0.2}
KRON = {"lr": 0.02, "beta1": 0.85, "weightDecay": 0.1, "precondLr": 0.2, "precondInitScale": 0.8}
SCION = {"lr": 0.05, "momentum": 0.3, "scale": 2, "unconstrained": 0, "norm": 0, "normalized": 1}

NEW = {
    "sgd": lambda: [next(standard("sgd", SGD, steps=FEW))],
    "adagrad": lambda: [next(standard("adagrad", ADAGRAD, steps=FEW))],
    "rmsprop": lambda: [next(standard("rmsprop", RMSPROP, steps=FEW))],
    "adam": lambda: [next(standard("adam", ADAM, steps=FEW))],
    "adabound": lambda: standard(
        "adabound",
        {**ADAM, "finalLr": 0.2, "gamma": 0.1, "weightDecay": 0.1, "amsbound": 0, "decoupledWeightDecay": 0},
        [("amsbound", {"amsbound": 1, "beta2": 0.7}), ("decoupled", {"decoupledWeightDecay": 1, "weightDecay": 0.02})],
        steps=FEW,
    ),
    "adai": lambda: standard(
        "adai",
        {"lr": 0.3, "beta0": 0.3, "beta2": 0.9, "eps": 0.05, "weightDecay": 0.1, "decoupledWeightDecay": 0},
        [("decoupled", {"decoupledWeightDecay": 1})],
        # All zero at first is NaN in the reference, and ours must not be: not a case for a golden.
        grads=(calm, wild, wild),
        steps=FEW,
    ),
    "adam-mini": adam_mini,
    "adamp": lambda: standard(
        "adamp", {**PROJECTED, "beta1": 0.85, "beta2": 0.95}, [("with-nesterov", {"nesterov": 1})], steps=FEW
    ),
    "sgdp": lambda: standard(
        "sgdp",
        {**PROJECTED, "momentum": 0.7, "dampening": 0.2, "weightDecay": 0.05},
        [("with-nesterov", {"nesterov": 1})],
        steps=FEW,
    ),
    "adamuon": lambda: standard(
        "adamuon",
        {"lr": 0.05, "momentum": 0.8, "nesterov": 1, "nsSteps": 4, "eps": 1e-3, "weightDecay": 0.2},
        [("plain-momentum", {"nesterov": 0, "nsSteps": 6})],
        shapes=MUONS,
        steps=FEW,
    ),
    "normuon": lambda: standard(
        "normuon",
        {"lr": 0.05, "momentum": 0.8, "beta2": 0.9, "nesterov": 1, "nsSteps": 4, "weightDecay": 0.2},
        [("plain-momentum", {"nesterov": 0, "nsSteps": 6})],
        shapes=MUONS,
        steps=FEW,
    ),
    "scion": lambda: [
        *standard("scion", SCION, [("unconstrained", {"unconstrained": 1})], steps=FEW),
        *(
            (name, {**SCION, "norm": norm}, inputs(f"scion {name}", MUONS[1], FEW, wild))
            for norm, name in enumerate(("sign-wild", "columns-wild", "rows-wild"), 1)
        ),
    ],
    "aggmo": lambda: standard(
        "aggmo",
        {"lr": 0.03, "numBetas": 4, "beta1": 0.2, "beta2": 0.6, "beta3": 0.9, "beta4": 0.97, "weightDecay": 0.1},
        [("six", {"numBetas": 6, "beta5": 0.98, "beta6": 0.5})],
        steps=FEW,
    ),
    "asam": lambda: wrapped("sgd", asam()),
    "came": lambda: standard(
        "came",
        {"lr": 0.01, "beta1": 0.85, "beta2": 0.97, "beta3": 0.9, "eps1": 1e-4, "eps2": 1e-3, "clipThreshold": 0.8}
        | {"weightDecay": 0.2},
        [("hardly-clips", {"clipThreshold": 3})],
        steps=FEW,
    ),
    "dadapt-adam": lambda: standard(
        "dadapt-adam",
        {**DADAPT, "decoupledWeightDecay": 0, "biasCorrection": 1},
        [("decoupled", {"decoupledWeightDecay": 1, "biasCorrection": 0, "growthRate": 0})],
        steps=FEW,
    ),
    "diffgrad": lambda: standard("diffgrad", ADAM, steps=FEW),
    "dog": lambda: standard(
        "dog",
        {"lr": 0.8, "repsRel": 0.03, "eps": 0.2, "initEta": 0, "weightDecay": 0.1, "layerwise": 0},
        [("each-layer", {"layerwise": 1}), ("first-rate", {"initEta": 0.05})],
        steps=FEW,
    ),
    "dowg": dowg,
    "polyak-sgd": polyak,
    "momo-adam": momo,
    "gradient-centralization": lambda: wrapped(
        "sgd",
        standard(
            "gradient-centralization",
            {**SGD, **QUIET},
            [("with-nesterov", {**NESTEROV, **QUIET}), ("off", {"useGc": 0})],
            steps=FEW,
        ),
    ),
    "grokfast": lambda: wrapped("adamw", standard("grokfast", {**ADAM, "alpha": 0.7, "lambda": 1.5}, steps=FEW)),
    "psgd-kron": lambda: probed(
        standard(
            "psgd-kron",
            {**KRON, "momentumIntoPrecondUpdate": 1, "maxSizeTriangular": 8192, "minNdimTriangular": 2},
            [("raw", {"momentumIntoPrecondUpdate": 0}), ("triangular-vectors", {"minNdimTriangular": 1})],
            shapes=(AXES, MATRIX),
            grads=(calm, uneven, uneven),
            steps=6,
        ),
    ),
    "qhadam": lambda: standard(
        "qhadam",
        {**ADAM, "nu1": 0.7, "nu2": 0.6, "decoupledWeightDecay": 0},
        [("decoupled", {"decoupledWeightDecay": 1})],
        steps=FEW,
    ),
    "simplified-ademamix": lambda: standard(
        "simplified-ademamix",
        {**ADAM, "lr": 0.01, "alpha": 2, "beta1Warmup": 0, "minBeta1": 0.6, "biasCorrection1": 1, "biasCorrection2": 1},
        [
            ("warm", {"beta1Warmup": 6, "beta1": 0.95}),
            ("uncorrected", {"biasCorrection1": 0, "biasCorrection2": 0, "lr": 0.003}),
        ],
        steps=FEW,
    ),
    "soap": lambda: standard(
        "soap",
        {**SOAP, "preconditionFrequency": 2, "maxPrecondDim": 10000, "precondition1d": 0}
        | {"normalizeGrads": 0, "correctBias": 1},
        [("normalised", {"normalizeGrads": 1, "correctBias": 0}), ("small-axes", {"maxPrecondDim": 2})],
        grads=(calm, uneven, late),
        steps=FEW,
    ),
    "splus": lambda: standard(
        "splus",
        {**SPLUS, "inverseEvery": 3, "maxDim": 10000, "nonstandardConstant": 0.02},
        [("small-axes", {"maxDim": 3})],
        grads=(calm, uneven, late),
        steps=FEW,
    ),
    "stable-adamw": lambda: standard(
        "stable-adamw",
        {**ADAM, "beta2": 0.9},
        [("slow-second-moment", {"beta2": 0.999, "beta1": 0.5}, wild), ("large-eps", {"eps": 0.3})],
    ),
    "tiger": lambda: [
        *standard(
            "tiger",
            TIGER,
            [("coupled", {"decoupledWeightDecay": 0}), ("fixed", {"fixedDecay": 1, "weightDecay": 0.02})],
            steps=FEW,
        ),
        ("many", TIGER, inputs("tiger many 4", {"W": [6, 5]}, 7)),
    ],
    "adadelta": lambda: standard("adadelta", {"lr": 0.6, "rho": 0.85, "eps": 1e-3, "weightDecay": 0.1}),
    "adamax": lambda: standard("adamax", {**ADAM, "beta2": 0.9}),
    "amsgrad": lambda: standard(
        "amsgrad",
        {**ADAM, "beta2": 0.7, "decoupledWeightDecay": 0},
        [("decoupled", {"decoupledWeightDecay": 1})],
    ),
    "rprop": lambda: standard("rprop", {"lr": 0.03, "etaMinus": 0.6, "etaPlus": 1.3, "stepMin": 0.02, "stepMax": 0.05}),
    "asgd": lambda: standard(
        "asgd", {"lr": 0.05, "lambd": 0.2, "alpha": 0.6, "t0": 3, "weightDecay": 0.1}, steps=FEW
    ),
    "adabelief": lambda: standard(
        "adabelief",
        BELIEF,
        [
            ("coupled-no-sgd", {"decoupledDecay": 0, "degeneratedToSgd": 0}),
            ("no-rectify-fixed", {"rectify": 0, "fixedDecay": 1, "weightDecay": 0.02}),
            ("amsgrad", {"rectify": 0, "amsgrad": 1, "beta2": 0.7}),
        ],
    ),
    "adan": lambda: standard(
        "adan",
        {**ADAM, "beta1": 0.9, "beta2": 0.8, "beta3": 0.95, "noProx": 0},
        [("no-prox", {"noProx": 1})],
    ),
    "laprop": lambda: standard("laprop", ADAM),
    "lars": lambda: standard(
        "lars",
        {**LARS, "eps": 1e-2, "trustClip": 0, "alwaysAdapt": 0},
        [
            ("trust-clip", {"trustClip": 1, "lr": 0.04}),
            ("nesterov-always", {"nesterov": 1, "dampening": 0, "alwaysAdapt": 1, "weightDecay": 0}),
            ("no-decay", {"weightDecay": 0, "lr": 0.05}),
        ],
    ),
    "lion": lambda: [
        *standard("lion", LION),
        # Signs hang on the averages' factors only where an average passes near 0: in one of many elements.
        ("many", LION, inputs("lion many 34", {"W": [6, 5]}, 7)),
    ],
    "mars": lambda: standard(
        "mars",
        MARS,
        [("lion", {"lion": 1}), ("optimize-1d", {"optimize1d": 1}), ("lion-1d", {"lion": 1, "optimize1d": 1}, wild)],
    ),
    "nadamw": lambda: standard(
        "nadamw",
        ADAM,
        [("defaults", {"lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weightDecay": 0.01})],
    ),
    "ademamix": lambda: standard(
        "ademamix",
        {**ADEMAMIX, "tAlphaWarmup": 0, "tBeta3Warmup": 0},
        [("warm", {"tAlphaWarmup": 5, "tBeta3Warmup": 8}), ("warm-wild", {"tAlphaWarmup": 7, "tBeta3Warmup": 4}, wild)],
    ),
    "adopt": adopt,
    "schedule-free-sgd": lambda: standard(
        "schedule-free-sgd",
        {"lr": 0.3, "beta1": 0.8, "weightDecay": 0.05, "weightLrPower": 1.5, "warmupSteps": 0},
        [("equal-weights", {"weightLrPower": 0})],
        steps=FEW,
    ),
    "signum": lambda: standard("signum", {"lr": 0.03, "momentum": 0.8, "weightDecay": 0.2}),
    "sm3": lambda: standard(
        "sm3",
        {"lr": 0.3, "momentum": 0.7, "eps": 1e-3, "beta2": 0.9},
        [("sum", {"beta2": 1}, wild)],
        shapes=(AXES, MATRIX),
    ),
    "sophia": lambda: curved(
        standard("sophia", {**SOPHIA, "clipThreshold": 0.7, "updateInterval": 3}, [("no-clip", {"clipThreshold": 0})]),
    ),
    "yogi": lambda: standard("yogi", {**ADAM, "epsRoot": 1e-4, "initialAccumulatorValue": 1e-3, "weightDecay": 0.1}),
    "adamw": lambda: standard("adamw", ADAM),
    "nadam": lambda: standard(
        "nadam",
        {**ADAM, "momentumDecay": 0.05, "decoupledWeightDecay": 0},
        [("decoupled", {"decoupledWeightDecay": 1})],
    ),
    "radam": lambda: standard(
        "radam",
        {**ADAM, "decoupledWeightDecay": 0},
        [("decoupled", {"decoupledWeightDecay": 1}), ("beta2-high", {"beta2": 0.9995})],
    ),
    "madgrad": lambda: standard(
        "madgrad",
        {"lr": 0.04, "momentum": 0.7, "weightDecay": 0.1, "eps": 1e-2, "decoupledDecay": 0},
        [("decoupled", {"decoupledDecay": 1}), ("no-momentum", {"momentum": 0}, wild)],
    ),
    "adafactor": lambda: standard(
        "adafactor",
        {"lr": 0.08, "beta2Decay": -0.7, "eps1": 1e-2, "eps2": 0.05, "clipThreshold": 1.1, "weightDecay": 0.2},
        [("rate-above-the-cap", {"lr": 0.9}), ("clips", {"eps1": 1e-12, "clipThreshold": 1}, wild)],
    ),
    "novograd": lambda: standard(
        "novograd",
        {"lr": 0.04, "beta1": 0.85, "beta2": 0.9, "eps": 1e-2, "weightDecay": 0.1, "gradAveraging": 1, "amsgrad": 0},
        [("amsgrad", {"amsgrad": 1, "gradAveraging": 0})],
    ),
    "lamb": lambda: [
        *standard("lamb", {**ADAM, "epsRoot": 1e-4}),
        ("zero-weights", {**ADAM, "epsRoot": 0}, inputs("lamb zero-weights", MATRIX, STEPS, init="zero")),
    ],
    "muon": lambda: standard(
        "muon",
        {**MUON, **POLYNOMIAL},
        [
            ("match-rms", {"matchRms": 1}),
            ("rms-scale", {"matchRms": 1, "rmsScale": 0.5, "weightDecay": 0}),
            ("plain-momentum", {"nesterov": 0, "nsSteps": 6}),
        ],
        shapes=(MATRICES, {"tall": [3, 2], "row": [1, 3], "column": [3, 1]}),
        steps=FEW,
    ),
    "shampoo": lambda: standard(
        "shampoo",
        SHAMPOO,
        [
            ("graft", {"graftAdam": 1}),
            ("coupled-sum", {"decoupledWeightDecay": 0, "beta2": 1, "biasCorrection": 0, "beta3": -1}),
            ("merged", {"mergeDims": 1, "startPreconditioningStep": -1}),
        ],
        steps=FEW,
    ),
    "prodigy": lambda: standard(
        "prodigy",
        {**PRODIGY, "weightDecay": 0.1, "safeguardWarmup": 0},
        [("safeguarded", {"safeguardWarmup": 1}), ("beta3-left-out", {"beta3": None}, wild)],
        # All zero at first is NaN in the reference, and ours must not be: not a case for a golden.
        grads=(calm, wild, wild),
    ),
    "schedule-free-adamw": lambda: standard(
        "schedule-free-adamw",
        {**ADAM, "weightLrPower": 1.5, "warmupSteps": 0},
        [("equal-weights", {"weightLrPower": 0})],
        steps=FEW,
    ),
    "sam": lambda: wrapped("sgd", sam()),
    "lbfgs": lbfgs,
    "lookahead": lookahead,
    "cautious-weight-decay": lambda: wrapped("adamw", standard("cautious-weight-decay", ADAM)),
    "hyperball": lambda: wrapped("adam", standard("hyperball", BARE, shapes=(FLAT, MATRIX))),
    "cautious": lambda: wrapped("adamw", standard("cautious", ADAM)),
    "ema": lambda: wrapped(
        "sgd",
        standard(
            "ema",
            {**SGD, "decay": 0.7, "startStep": 0},
            [("starts-late", {"startStep": 5, **NESTEROV})],
            steps=FEW,
        ),
    ),
    "swa": lambda: wrapped(
        "sgd",
        standard(
            "swa",
            {**SGD, "swaStart": 3, "swaFreq": 2},
            [("every-third", {"swaFreq": 3, "swaStart": 1, **NESTEROV})],
            steps=FEW + 1,
        ),
    ),
    "clip": lambda: wrapped("sgd", clip()),
}

# Optax's and Keras's layout is the project's own, outputs last. In torch's a matrix is outputs × inputs.
OUTPUT_LAST = ("optax", "keras")


def new_cases(name, reference):
    for case_id, hyper, made in NEW[name]():
        case = {"id": case_id, "reference": reference, "hyper": hyper, **made}
        yield {**case, "params": [oriented(param, case["reference"]) for param in case["params"]]}


def oriented(param, reference):
    """outputAxis, where it is not the last."""
    if reference.startswith(OUTPUT_LAST) or len(param["shape"]) < 2:
        return param
    return {"name": param["name"], "shape": param["shape"], "outputAxis": 0, **param}
