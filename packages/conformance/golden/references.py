"""Which reference computes which optimizer's cases: by optimizer, then by a case's `reference`."""


def torch_(name, **more):
    def run(case):
        import by_torch

        hooks = {key: getattr(by_torch, value) for key, value in more.items()}
        return by_torch.version(), by_torch.run(getattr(by_torch, name), case, **hooks)

    return run


def timm(name):
    def run(case):
        import by_torch

        return by_torch.timm_version(), by_torch.run(getattr(by_torch, name), case)

    return run


def meta(case):
    import by_torch

    commit = "f60660661194"
    return f"facebookresearch/optimizers commit {commit}, {by_torch.version()}", by_torch.run(by_torch.shampoo, case)


def optax(name):
    def run(case):
        import by_optax

        return by_optax.version(), by_optax.run(getattr(by_optax, name), case)

    return run


def schedule_free(case):
    import by_optax
    from optax.contrib import schedule_free_eval_params

    make = by_optax.schedule_free_adamw
    return by_optax.version(), by_optax.run(make, case, weights=schedule_free_eval_params)


def lookahead(case):
    import by_optax
    from optax import LookaheadParams

    make = by_optax.lookahead(case["base"])
    wrap = LookaheadParams.init_synced
    return by_optax.version(), by_optax.run(make, case, wrap=wrap, weights=lambda _, params: params.slow)


def keras(name):
    def run(case):
        import by_keras

        return by_keras.version(), by_keras.run(getattr(by_keras, name), case)

    return run


AVERAGED = "torch.optim.swa_utils.AveragedModel"
REFERENCES = {
    "sgd": {"torch.optim.SGD": torch_("sgd"), "keras.optimizers.SGD": keras("sgd")},
    "adagrad": {"torch.optim.Adagrad": torch_("adagrad")},
    "rmsprop": {"torch.optim.RMSprop": torch_("rmsprop")},
    "adam": {"torch.optim.Adam": torch_("adam")},
    "adamw": {"torch.optim.AdamW": torch_("adamw")},
    "nadam": {"torch.optim.NAdam": torch_("nadam")},
    "radam": {"torch.optim.RAdam": torch_("radam")},
    "adafactor": {"torch.optim.Adafactor": torch_("adafactor")},
    "muon": {"torch.optim.Muon, its Newton–Schulz in float64": torch_("muon")},
    "lbfgs": {"torch.optim.LBFGS": torch_("lbfgs")},
    "clip": {"torch.nn.utils.clip_grad_norm_ then torch.optim.SGD": torch_("sgd", before="clip_norm")},
    "ema": {f"{AVERAGED} after torch.optim.SGD": torch_("sgd", averaged="ema")},
    "swa": {f"{AVERAGED} after torch.optim.SGD": torch_("sgd", averaged="swa")},
    "madgrad": {"timm.optim.MADGRAD": timm("madgrad")},
    "novograd": {"timm.optim.NvNovoGrad": timm("novograd")},
    "cautious": {"timm.optim.AdamWLegacy(caution=True)": timm("cautious_adamw")},
    "shampoo": {"facebookresearch/optimizers DistributedShampoo, all of it in float64": meta},
    "lamb": {"optax.lamb": optax("lamb")},
    "prodigy": {"optax.contrib.prodigy": optax("prodigy")},
    "schedule-free-adamw": {"optax.contrib.schedule_free_adamw": schedule_free},
    "lookahead": {"optax.lookahead": lookahead},
    "sam": {"optax.contrib.sam": optax("sam")},
}
