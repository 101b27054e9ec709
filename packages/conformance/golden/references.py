"""Which reference computes which optimizer's cases: by optimizer, then by a case's `reference`."""

import importlib


def by(library, name, **hooks):
    """Runs a case with `name` of by_<library>.py; hooks are functions there, or of it."""

    def run(case):
        module = importlib.import_module(f"by_{library}")
        found = {key: getattr(module, hook) for key, hook in hooks.items()}
        return module.version(), module.run(getattr(module, name), case, **found)

    return run


def authors(name, run="run", module="by_authors", **hooks):
    """Runs a case with `name` of by_authors.py, or by_jax.py, by the function `run` there."""

    def compute(case):
        theirs = importlib.import_module(module)
        found = {key: getattr(theirs, hook) for key, hook in hooks.items()}
        return theirs.version(name), getattr(theirs, run)(getattr(theirs, name), case, **found)

    return compute


AVERAGED = "torch.optim.swa_utils.AveragedModel"
REFERENCES = {
    "sgd": {"torch.optim.SGD": by("torch", "sgd"), "keras.optimizers.SGD": by("keras", "sgd")},
    "adagrad": {"torch.optim.Adagrad": by("torch", "adagrad")},
    "rmsprop": {"torch.optim.RMSprop": by("torch", "rmsprop")},
    "adam": {"torch.optim.Adam": by("torch", "adam")},
    "adamw": {"torch.optim.AdamW": by("torch", "adamw")},
    "nadam": {"torch.optim.NAdam": by("torch", "nadam")},
    "radam": {"torch.optim.RAdam": by("torch", "radam")},
    "adadelta": {"torch.optim.Adadelta": by("torch", "adadelta")},
    "adamax": {"torch.optim.Adamax": by("torch", "adamax")},
    "amsgrad": {"torch.optim.Adam(amsgrad=True)": by("torch", "amsgrad")},
    "rprop": {"torch.optim.Rprop": by("torch", "rprop")},
    "asgd": {"torch.optim.ASGD": by("torch", "asgd", weights="asgd_average")},
    "adafactor": {"torch.optim.Adafactor": by("torch", "adafactor")},
    "muon": {"torch.optim.Muon, its Newton–Schulz in float64": by("torch", "muon")},
    "lbfgs": {"torch.optim.LBFGS": by("torch", "lbfgs")},
    "clip": {
        "torch.nn.utils.clip_grad_norm_ then torch.optim.SGD": by("torch", "sgd", before="clip"),
        "torch.nn.utils.clip_grad_value_ then torch.optim.SGD": by("torch", "sgd", before="clip"),
        "optax.clip_by_global_norm then optax.sgd": by("optax", "clip_sgd"),
    },
    "ema": {f"{AVERAGED} after torch.optim.SGD": by("torch", "sgd", averaged="ema")},
    "swa": {f"{AVERAGED} after torch.optim.SGD": by("torch", "sgd", averaged="swa")},
    "madgrad": {"timm.optim.MADGRAD": by("timm", "madgrad")},
    "adabelief": {"timm.optim.AdaBelief": by("timm", "adabelief")},
    "adan": {"timm.optim.Adan": by("timm", "adan")},
    "laprop": {"timm.optim.LaProp": by("timm", "laprop")},
    "lars": {"timm.optim.Lars": by("timm", "lars")},
    "lion": {"timm.optim.Lion": by("timm", "lion")},
    "mars": {"timm.optim.Mars": by("timm", "mars")},
    "nadamw": {"timm.optim.NAdamW": by("timm", "nadamw")},
    "novograd": {"timm.optim.NvNovoGrad": by("timm", "novograd")},
    "cautious": {"timm.optim.AdamWLegacy(caution=True)": by("timm", "cautious_adamw")},
    "shampoo": {"facebookresearch/optimizers DistributedShampoo, all of it in float64": by("meta", "shampoo")},
    "lamb": {"optax.lamb": by("optax", "lamb")},
    "prodigy": {"optax.contrib.prodigy": by("optax", "prodigy")},
    "schedule-free-adamw": {
        "optax.contrib.schedule_free_adamw": by("optax", "schedule_free_adamw", weights="averaged"),
    },
    "schedule-free-sgd": {
        "optax.contrib.schedule_free_sgd": by("optax", "schedule_free_sgd", weights="averaged"),
    },
    "ademamix": {"optax.contrib.ademamix": by("optax", "ademamix")},
    "adopt": {"optax.contrib.adopt": by("optax", "adopt"), "timm.optim.Adopt": by("timm", "adopt")},
    "signum": {"optax.signum": by("optax", "signum")},
    "sm3": {"optax.sm3": by("optax", "sm3")},
    "sophia": {"optax.contrib.sophia with the Hessian's diagonals given": by("optax", "sophia")},
    "yogi": {"optax.yogi": by("optax", "yogi")},
    "momo-adam": {"optax.contrib.momo_adam": by("optax", "momo_adam")},
    "polyak-sgd": {"optax.polyak_sgd": by("optax", "polyak_sgd")},
    "lookahead": {"optax.lookahead": by("optax", "lookahead", wrap="synced", weights="slow")},
    "sam": {"optax.contrib.sam": by("optax", "sam")},
    # The authors' own code.
    "adabound": {"Luolc/AdaBound AdaBound": authors("adabound")},
    "adai": {"zeke-xie/adaptive-inertia-adai adai_optim.Adai": authors("adai")},
    "adam-mini": {"zyushun/Adam-mini adam_mini.Adam_mini": authors("adam_mini")},
    "adamp": {"clovaai/AdamP adamp.AdamP": authors("adamp")},
    "adamuon": {"Chongjie-Si/AdaMuon gpt2/models/optimizers/adamuon.py, of one process and in float64": authors("adamuon")},
    "aggmo": {"AtheMathmo/AggMo aggmo.AggMo": authors("aggmo")},
    "asam": {"SamsungLabs/ASAM asam.ASAM around torch.optim.SGD": authors("asam", run="run_asam")},
    "came": {"yangluo7/CAME came_pytorch.CAME": authors("came")},
    "dadapt-adam": {"facebookresearch/dadaptation DAdaptAdam": authors("dadapt_adam")},
    "diffgrad": {"shivram1987/diffGrad diffGrad_v2.diffgrad": authors("diffgrad")},
    "dog": {"formll/dog DoG": authors("dog")},
    "dowg": {"rka97/dowg dowg.DoWG": authors("dowg")},
    "gradient-centralization": {"Yonghongwei/Gradient-Centralization algorithm-GC/algorithm/SGD.py": authors("gradient_centralization")},
    "grokfast": {"ironjr/grokfast gradfilter_ema before torch.optim.AdamW": authors("grokfast")},
    "normuon": {"zichongli5/NorMuon normuon.SingleDeviceNorMuon, all of it in float64": authors("normuon")},
    "psgd-kron": {"evanatyourservice/kron_torch Kron with the probes given, all of it in float64": authors("psgd_kron")},
    "qhadam": {"facebookresearch/qhoptim qhoptim.pyt.QHAdam": authors("qhadam")},
    "scion": {"LIONS-EPFL/scion Scion, all of it in float64": authors("scion")},
    "sgdp": {"clovaai/AdamP adamp.SGDP": authors("sgdp")},
    "simplified-ademamix": {"DepenM/Simplified-AdEMAMix SimAdEMAMix": authors("simplified_ademamix")},
    "soap": {"nikhilvyas/SOAP soap.SOAP, all of it in float64": authors("soap")},
    "splus": {"kvfrans/splus torch/splus.py SPlus": authors("splus", weights="splus_average")},
    "stable-adamw": {"warner-benjamin/optimi optimi.StableAdamW": authors("stable_adamw")},
    "tiger": {"kozistr/pytorch_optimizer Tiger": authors("tiger")},
    "cautious-weight-decay": {
        "optax.contrib.add_cautious_weight_decay": authors("cautious_weight_decay", module="by_jax"),
    },
    "hyperball": {"levanter.optim.adamh.scale_by_adamh": authors("hyperball", module="by_jax")},
}
