"""timm's optimizers, which are PyTorch's in form: hyperparameters by our names."""

import torch

from by_torch import betas, run, version as torch_version

__all__ = ["run"]

# timm imports torchvision, whose operators are missing where it was built for another torch. None is used here.
for operator in ("nms", "qnms"):
    if not hasattr(torch.ops.torchvision, operator):
        torch.library.define(f"torchvision::{operator}", "(Tensor boxes, Tensor scores, float threshold) -> Tensor")

import timm
from timm.optim import MADGRAD, AdaBelief, Adan, Adopt, LaProp, Lars, Lion, Mars, NAdamW, NvNovoGrad
from timm.optim.adamw import AdamWLegacy


def version():
    return f"timm {timm.__version__} ({torch_version()})"


def madgrad(params, h):
    rest = {"weight_decay": h["weightDecay"], "decoupled_decay": bool(h["decoupledDecay"])}
    return MADGRAD(params, lr=h["lr"], momentum=h["momentum"], eps=h["eps"], **rest)


def novograd(params, h):
    rest = {"grad_averaging": bool(h["gradAveraging"]), "amsgrad": bool(h["amsgrad"])}
    return NvNovoGrad(params, lr=h["lr"], betas=betas(h), eps=h["eps"], weight_decay=h["weightDecay"], **rest)


def cautious_adamw(params, h):
    decay = h["weightDecay"]
    return AdamWLegacy(params, lr=h["lr"], betas=betas(h), eps=h["eps"], weight_decay=decay, caution=True)


def adabelief(params, h):
    return AdaBelief(
        params,
        lr=h["lr"],
        betas=betas(h),
        eps=h["eps"],
        weight_decay=h["weightDecay"],
        amsgrad=bool(h["amsgrad"]),
        decoupled_decay=bool(h["decoupledDecay"]),
        fixed_decay=bool(h["fixedDecay"]),
        rectify=bool(h["rectify"]),
        degenerated_to_sgd=bool(h["degeneratedToSgd"]),
    )


def adan(params, h):
    rest = {"eps": h["eps"], "weight_decay": h["weightDecay"], "no_prox": bool(h["noProx"])}
    return Adan(params, lr=h["lr"], betas=(*betas(h), h["beta3"]), **rest)


def adopt(params, h):
    power, decoupled = h["clipExp"] if h["clip"] else None, bool(h["decoupled"])
    rest = {"clip_exp": power, "weight_decay": h["weightDecay"], "decoupled": decoupled}
    return Adopt(params, lr=h["lr"], betas=betas(h), eps=h["eps"], **rest)


def laprop(params, h):
    return LaProp(params, lr=h["lr"], betas=betas(h), eps=h["eps"], weight_decay=h["weightDecay"])


def lars(params, h):
    return Lars(
        params,
        lr=h["lr"],
        momentum=h["momentum"],
        dampening=h["dampening"],
        weight_decay=h["weightDecay"],
        nesterov=bool(h["nesterov"]),
        trust_coeff=h["trustCoefficient"],
        eps=h["eps"],
        trust_clip=bool(h["trustClip"]),
        always_adapt=bool(h["alwaysAdapt"]),
    )


def lion(params, h):
    return Lion(params, lr=h["lr"], betas=betas(h), weight_decay=h["weightDecay"])


def mars(params, h):
    return Mars(
        params,
        lr=h["lr"],
        betas=betas(h),
        eps=h["eps"],
        weight_decay=h["weightDecay"],
        gamma=h["gamma"],
        mars_type="lion" if h["lion"] else "adamw",
        optimize_1d=bool(h["optimize1d"]),
        lr_1d_factor=h["lr1dFactor"],
        betas_1d=(h["beta1_1d"], h["beta2_1d"]),
    )


def nadamw(params, h):
    return NAdamW(params, lr=h["lr"], betas=betas(h), eps=h["eps"], weight_decay=h["weightDecay"])
