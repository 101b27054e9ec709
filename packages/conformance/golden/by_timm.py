"""timm's optimizers, which are PyTorch's in form: hyperparameters by our names."""

import torch

from by_torch import betas, run, version as torch_version

__all__ = ["run"]

# timm imports torchvision, whose operators are missing where it was built for another torch. None is used here.
for operator in ("nms", "qnms"):
    if not hasattr(torch.ops.torchvision, operator):
        torch.library.define(f"torchvision::{operator}", "(Tensor boxes, Tensor scores, float threshold) -> Tensor")

import timm
from timm.optim import MADGRAD, NvNovoGrad
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
