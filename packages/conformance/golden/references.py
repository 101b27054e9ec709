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
    "novograd": {"timm.optim.NvNovoGrad": by("timm", "novograd")},
    "cautious": {"timm.optim.AdamWLegacy(caution=True)": by("timm", "cautious_adamw")},
    "shampoo": {"facebookresearch/optimizers DistributedShampoo, all of it in float64": by("meta", "shampoo")},
    "lamb": {"optax.lamb": by("optax", "lamb")},
    "prodigy": {"optax.contrib.prodigy": by("optax", "prodigy")},
    "schedule-free-adamw": {
        "optax.contrib.schedule_free_adamw": by("optax", "schedule_free_adamw", weights="averaged"),
    },
    "lookahead": {"optax.lookahead": by("optax", "lookahead", wrap="synced", weights="slow")},
    "sam": {"optax.contrib.sam": by("optax", "sam")},
}
