"""Which reference computes which optimizer's cases: by optimizer, then by a case's `reference`."""

import importlib


def by(library, name, **hooks):
    """Runs a case with `name` of by_<library>.py; hooks are functions there, or of it."""

    def run(case):
        module = importlib.import_module(f"by_{library}")
        found = {key: getattr(module, hook) for key, hook in hooks.items()}
        return module.version(), module.run(getattr(module, name), case, **found)

    return run


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
    "adopt": {"optax.contrib.adopt": by("optax", "adopt")},
    "signum": {"optax.signum": by("optax", "signum")},
    "sm3": {"optax.sm3": by("optax", "sm3")},
    "sophia": {"optax.contrib.sophia with the Hessian's diagonals given": by("optax", "sophia")},
    "yogi": {"optax.yogi": by("optax", "yogi")},
    "lookahead": {"optax.lookahead": by("optax", "lookahead", wrap="synced", weights="slow")},
    "sam": {"optax.contrib.sam": by("optax", "sam")},
}
