"""
The authors' own optimizers, which are PyTorch's in form: hyperparameters by our names.

    python by_authors.py        clones what is missing of SOURCES, at its commit, into authors/

What they compute in a lower precision whatever the weights are is raised to float64: Tensor.bfloat16 and Tensor.float
are made copies that keep the type. torch.compile is left out.
"""

import importlib
import math
import pathlib
import subprocess
import sys
import types

import torch

from by_torch import betas, flat, parameters, run, version as torch_version
from inputs import objective

__all__ = ["run"]

HERE = pathlib.Path(__file__).parent / "authors"

# By optimizer: repository, commit, folder that Python imports from, module.
SOURCES = {
    "adabound": ("Luolc/AdaBound", "2e928c3007a2", "", "adabound.adabound"),
    "adai": ("zeke-xie/adaptive-inertia-adai", "e6c1b9d01c7c", "", "adai_optim"),
    "adam_mini": ("zyushun/Adam-mini", "402aadfed237", "", "adam_mini.adam_mini"),
    "adamp": ("clovaai/AdamP", "7f6f0383ff6a", "", "adamp"),
    "adamuon": ("Chongjie-Si/AdaMuon", "369f0b3bd9d9", "gpt2/models/optimizers", "adamuon"),
    "aggmo": ("AtheMathmo/AggMo", "f91730d1c3d8", "src", "aggmo"),
    "asam": ("SamsungLabs/ASAM", "f156a680171d", "", "asam"),
    "came": ("yangluo7/CAME", "e77c5c022eaf", "", "came_pytorch"),
    "dadapt_adam": ("facebookresearch/dadaptation", "c984980213a9", "", "dadaptation"),
    "diffgrad": ("shivram1987/diffGrad", "73233ba47087", "", "diffGrad_v2"),
    "dog": ("formll/dog", "8d45cf569e38", "src", "dog"),
    "dowg": ("rka97/dowg", "e4dbe02c7cee", "dowg", "dowg"),
    "gradient_centralization": (
        "Yonghongwei/Gradient-Centralization",
        "ed2a608ccdbb",
        "algorithm-GC",
        "algorithm.SGD",
    ),
    "grokfast": ("ironjr/grokfast", "93b2248e351d", "", "grokfast"),
    "normuon": ("zichongli5/NorMuon", "d45c9a4280d7", "", "normuon"),
    "psgd_kron": ("evanatyourservice/kron_torch", "884427c32bc4", "kron_torch", "kron"),
    "qhadam": ("facebookresearch/qhoptim", "e81dea3f2765", "", "qhoptim.pyt"),
    "scion": ("LIONS-EPFL/scion", "f58a393e0103", "", "scion"),
    "sgdp": ("clovaai/AdamP", "7f6f0383ff6a", "", "adamp"),
    "simplified_ademamix": ("DepenM/Simplified-AdEMAMix", "dba14d0fd99e", "", "simplified_AdEMAMix"),
    "soap": ("nikhilvyas/SOAP", "a1e553530fde", "", "soap"),
    "splus": ("kvfrans/splus", "d96bd16bc6c9", "torch", "splus"),
    "stable_adamw": ("warner-benjamin/optimi", "17a3d5422f3e", "", "optimi.stableadamw"),
    "tiger": ("kozistr/pytorch_optimizer", "7a076d2f8f09", "", "pytorch_optimizer.optimizer.tiger"),
}


def version(name):
    repository, commit, *_ = SOURCES[name]
    return f"{repository} commit {commit}, {torch_version()}"


def place(repository):
    return HERE / repository.replace("/", "+")


def theirs(name):
    """Their module."""
    repository, _, folder, module = SOURCES[name]
    path = place(repository) / folder
    if not path.exists():
        sys.exit(f"{name}: no {path}; python by_authors.py clones it")
    torch.compile = lambda function=None, **options: function or (lambda compiled: compiled)
    sys.path.insert(0, str(path))
    try:
        return importlib.import_module(module)
    finally:
        sys.path.remove(str(path))


def wide():
    """Lower precisions inside a reference become float64."""
    torch.Tensor.bfloat16 = torch.Tensor.float = torch.Tensor.clone


def adabound(params, h):
    bound = theirs("adabound").AdaBoundW if h["decoupledWeightDecay"] else theirs("adabound").AdaBound
    rest = {"final_lr": h["finalLr"], "gamma": h["gamma"], "amsbound": bool(h["amsbound"])}
    return bound(params, lr=h["lr"], betas=betas(h), eps=h["eps"], weight_decay=h["weightDecay"], **rest)


def adai(params, h):
    rest = {"weight_decay": h["weightDecay"], "decoupled": bool(h["decoupledWeightDecay"])}
    return theirs("adai").Adai(params, lr=h["lr"], betas=(h["beta0"], h["beta2"]), eps=h["eps"], **rest)


def adam_mini(params, h):
    """It goes by names. Heads are of square matrices: it takes their size from the model's."""
    kinds = {"weight": "wq" if h["heads"] else "mlp", "embedding": "embed", "scale": "norm", "bias": "bias"}
    named = [(f"{kinds[p['role']]}{index}", param) for index, (p, param) in enumerate(zip(h["case"]["params"], params))]
    sides = {n for p in h["case"]["params"] if h["heads"] and p["role"] == "weight" for n in p["shape"]}
    size = {"dim": sides.pop(), "n_heads": h["heads"]} if sides else {}
    if sides:
        raise ValueError("adam-mini: with heads all weights are square, and of one size")
    rest = {"weight_decay": h["weightDecay"], "verbose": False, **size}
    return theirs("adam_mini").Adam_mini(named, lr=h["lr"], betas=betas(h), eps=h["eps"], **rest)


def stable_adamw(params, h):
    """Not foreach: that writes into the gradient."""
    rest = {"weight_decay": h["weightDecay"], "foreach": False, "triton": False}
    return theirs("stable_adamw").StableAdamW(params, lr=h["lr"], betas=betas(h), eps=h["eps"], **rest)


def projected(h):
    rest = {"delta": h["delta"], "wd_ratio": h["wdRatio"], "nesterov": bool(h["nesterov"]), "eps": h["eps"]}
    return {"lr": h["lr"], "weight_decay": h["weightDecay"], **rest}


def adamp(params, h):
    return theirs("adamp").AdamP(params, betas=betas(h), **projected(h))


def sgdp(params, h):
    return theirs("sgdp").SGDP(params, momentum=h["momentum"], dampening=h["dampening"], **projected(h))


def aggmo(params, h):
    chosen = [h[f"beta{j + 1}"] for j in range(h["numBetas"])]
    return theirs("aggmo").AggMo(params, lr=h["lr"], betas=chosen, weight_decay=h["weightDecay"])


def came(params, h):
    return theirs("came").CAME(
        params,
        lr=h["lr"],
        eps=(h["eps1"], h["eps2"]),
        clip_threshold=h["clipThreshold"],
        betas=(*betas(h), h["beta3"]),
        weight_decay=h["weightDecay"],
    )


def dadapt_adam(params, h):
    """0 is no limit to the growth."""
    return theirs("dadapt_adam").DAdaptAdam(
        params,
        lr=h["lr"],
        betas=betas(h),
        eps=h["eps"],
        weight_decay=h["weightDecay"],
        decouple=bool(h["decoupledWeightDecay"]),
        use_bias_correction=bool(h["biasCorrection"]),
        d0=h["d0"],
        growth_rate=h["growthRate"] or math.inf,
    )


def diffgrad(params, h):
    rest = {"weight_decay": h["weightDecay"]}
    return theirs("diffgrad").diffgrad(params, lr=h["lr"], betas=betas(h), eps=h["eps"], **rest)


def dog(params, h):
    kind = theirs("dog").LDoG if h["layerwise"] else theirs("dog").DoG
    rest = {"init_eta": h["initEta"] or None, "weight_decay": h["weightDecay"]}
    return kind(params, lr=h["lr"], reps_rel=h["repsRel"], eps=h["eps"], **rest)


def dowg(params, h):
    return theirs("dowg").DoWG(params, eps=h["eps"])


def gradient_centralization(params, h):
    return theirs("gradient_centralization").SGD(
        params,
        lr=h["lr"],
        momentum=h["momentum"],
        dampening=h["dampening"],
        weight_decay=h["weightDecay"],
        nesterov=bool(h["nesterov"]),
        use_gc=bool(h["useGc"]),
        gc_conv_only=bool(h["gcConvOnly"]),
    )


def qhadam(params, h):
    rest = {"weight_decay": h["weightDecay"], "decouple_weight_decay": bool(h["decoupledWeightDecay"])}
    nus = (h["nu1"], h["nu2"])
    return theirs("qhadam").QHAdam(params, lr=h["lr"], betas=betas(h), nus=nus, eps=h["eps"], **rest)


def simplified_ademamix(params, h):
    return theirs("simplified_ademamix").SimAdEMAMix(
        params,
        lr=h["lr"],
        betas=betas(h),
        alpha=h["alpha"],
        beta1_warmup=h["beta1Warmup"] or None,
        min_beta1=h["minBeta1"],
        eps=h["eps"],
        weight_decay=h["weightDecay"],
        bias_correction1=bool(h["biasCorrection1"]),
        bias_correction2=bool(h["biasCorrection2"]),
    )


def tiger(params, h):
    rest = {"weight_decouple": bool(h["decoupledWeightDecay"]), "fixed_decay": bool(h["fixedDecay"])}
    return theirs("tiger").Tiger(params, lr=h["lr"], beta=h["beta"], weight_decay=h["weightDecay"], **rest)


def soap(params, h):
    wide()
    return theirs("soap").SOAP(
        params,
        lr=h["lr"],
        betas=betas(h),
        shampoo_beta=h["shampooBeta"],
        eps=h["eps"],
        weight_decay=h["weightDecay"],
        precondition_frequency=h["preconditionFrequency"],
        max_precond_dim=h["maxPrecondDim"],
        precondition_1d=bool(h["precondition1d"]),
        normalize_grads=bool(h["normalizeGrads"]),
        correct_bias=bool(h["correctBias"]),
    )


def splus(params, h):
    return theirs("splus").SPlus(
        params,
        lr=h["lr"],
        b1=h["beta1"],
        b2=h["beta2"],
        ema_rate=h["emaRate"],
        inverse_every=h["inverseEvery"],
        eps=h["eps"],
        weight_decay=h["weightDecay"],
        max_dim=h["maxDim"],
        nonstandard_constant=h["nonstandardConstant"],
    )


def splus_average(optimizer, params):
    optimizer.eval()
    average = [param.detach().clone() for param in params]
    optimizer.train()
    return average


def scion(params, h):
    """norm: 0 by shape, 1 sign, 2 columns, 3 rows."""
    wide()
    norm = ("Auto", "Sign", "ColNorm", "RowNorm")[h["norm"]]
    kind = {"norm": norm, "norm_kwargs": {"normalized": bool(h["normalized"])} if h["norm"] else {}}
    rest = {"scale": h["scale"], "unconstrained": bool(h["unconstrained"])}
    return theirs("scion").Scion(params, lr=h["lr"], momentum=h["momentum"], **kind, **rest)


class NorMuon:
    """SingleDeviceNorMuon, whose step leaves Nesterov's form and the number of iterations at their defaults."""

    def __init__(self, params, h):
        wide()
        module = theirs("normuon")
        update = module.__dict__.setdefault("update_by_default", module.normuon_update)
        told = {"nesterov": bool(h["nesterov"]), "ns_steps": h["nsSteps"]}
        module.normuon_update = lambda *grads, **options: update(*grads, **options, **told)
        rest = {"momentum": h["momentum"], "beta2": h["beta2"], "weight_decay": h["weightDecay"]}
        self.inner = module.SingleDeviceNorMuon([torch.nn.Parameter(p) for p in params], lr=h["lr"], **rest)
        self.params = params
        self.param_groups = self.inner.param_groups

    def step(self):
        for own, param in zip(self.param_groups[0]["params"], self.params):
            own.grad = param.grad.clone()
        self.inner.step()
        with torch.no_grad():
            for own, param in zip(self.param_groups[0]["params"], self.params):
                param.copy_(own)


def normuon(params, h):
    return NorMuon(params, h)


def adamuon(params, h):
    """One process: what is gathered is its own. No CUDA, no bfloat16."""
    wide()
    module = theirs("adamuon")

    def gather(into, tensor, async_op):
        into.copy_(tensor.reshape(into.shape))
        return types.SimpleNamespace(wait=lambda: None)

    module.dist = types.SimpleNamespace(all_gather_into_tensor=gather)
    here = {"empty": lambda *size, dtype, device: torch.empty(*size)}
    module.torch = types.SimpleNamespace(**{**vars(torch), **here})
    rest = {"nesterov": bool(h["nesterov"]), "ns_steps": h["nsSteps"], "eps": h["eps"], "rank": 0, "world_size": 1}
    return module.AdaMuon(params, lr=h["lr"], momentum=h["momentum"], weight_decay=h["weightDecay"], **rest)


def psgd_kron(params, h):
    """The preconditioner at each step, with the case's probes in the order in which it draws."""
    wide()
    module = theirs("psgd_kron")
    probes = iter([torch.tensor(row) for step in h["case"]["probes"] for row in step])
    drawn = {"randn_like": lambda like, **options: next(probes).reshape(like.shape)}
    module.torch = types.SimpleNamespace(**{**vars(torch), **drawn})
    return module.Kron(
        params,
        lr=h["lr"],
        b1=h["beta1"],
        weight_decay=h["weightDecay"],
        preconditioner_update_probability=1.0,
        max_size_triangular=h["maxSizeTriangular"],
        min_ndim_triangular=h["minNdimTriangular"],
        momentum_into_precond_update=bool(h["momentumIntoPrecondUpdate"]),
        precond_lr=h["precondLr"],
        precond_init_scale=h["precondInitScale"],
        precond_dtype=torch.float64,
    )


class Grokfast:
    """Their filter of the gradients, then AdamW."""

    def __init__(self, params, h):
        rest = {"eps": h["eps"], "weight_decay": h["weightDecay"]}
        self.inner = torch.optim.AdamW(params, lr=h["lr"], betas=betas(h), **rest)
        self.param_groups, self.filtered = self.inner.param_groups, None
        named = [(str(index), param) for index, param in enumerate(params)]
        self.model = types.SimpleNamespace(named_parameters=lambda: named)
        self.options = {"alpha": h["alpha"], "lamb": h["lambda"]}

    def step(self):
        self.filtered = theirs("grokfast").gradfilter_ema(self.model, self.filtered, **self.options)
        self.inner.step()


def grokfast(params, h):
    return Grokfast(params, h)


def asam(params, h):
    """The inner optimizer; run_asam climbs."""
    rest = {"nesterov": bool(h["nesterov"]), "weight_decay": h["weightDecay"]}
    return torch.optim.SGD(params, lr=h["lr"], momentum=h["momentum"], **rest)


def run_asam(make, case):
    params, h, f = parameters(case), case["hyper"], objective(case)
    optimizer = make(params, h)
    named = [(declared["name"], param) for declared, param in zip(case["params"], params)]
    model = types.SimpleNamespace(named_parameters=lambda: named)
    both = theirs("asam").ASAM(optimizer, model, rho=h["rho"], eta=h["eta"])
    result = {"trajectory": [], "functionEvals": []}

    def differentiate():
        at = 0
        _, gradient = f(torch.cat([param.detach().flatten() for param in params]).numpy())
        for param in params:
            param.grad = torch.from_numpy(gradient[at : at + param.numel()].copy()).reshape(param.shape)
            at += param.numel()

    for step in range(case["steps"]):
        for group in optimizer.param_groups:
            group["lr"] = case["lr"][step] if "lr" in case else group["lr"]
        differentiate()
        both.ascent_step()
        differentiate()
        both.descent_step()
        result["trajectory"].append(flat(params))
        result["functionEvals"].append(2 * (step + 1))
    return result


if __name__ == "__main__":
    for repository, commit in sorted({source[:2] for source in SOURCES.values()}):
        if not place(repository).exists():
            subprocess.run(["git", "clone", f"https://github.com/{repository}", place(repository)], check=True)
            subprocess.run(["git", "-C", place(repository), "checkout", "-q", commit], check=True)
