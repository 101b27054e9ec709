"""Writes clip.json: gradients before and after PyTorch's clip_grad_norm_ and clip_grad_value_."""

import json
import pathlib

import torch

torch.manual_seed(0)
before = {"layer1.weights": 3 * torch.randn(12), "layer1.biases": torch.randn(4), "layer2.weights": torch.randn(5)}


def clipped(clip):
    parameters = {name: torch.zeros_like(grad).requires_grad_() for name, grad in before.items()}
    for name, value in parameters.items():
        value.grad = before[name].clone()
    result = clip(parameters.values())
    after = {name: value.grad.tolist() for name, value in parameters.items()}
    return {"after": after} if result is None else {"norm": result.item(), "after": after}


out = {
    "torch": torch.__version__,
    "before": {name: grad.tolist() for name, grad in before.items()},
    "norm": [{"max": m, **clipped(lambda p: torch.nn.utils.clip_grad_norm_(p, m))} for m in (0.5, 3.0, 1000.0)],
    "value": [{"max": m, **clipped(lambda p: torch.nn.utils.clip_grad_value_(p, m))} for m in (0.25, 1.5, 1000.0)],
}
pathlib.Path(__file__).with_name("clip.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")
