"""Writes saved-model.safetensors with PyTorch and the reference library: a model, and Adam after two steps.

saved-model.json has the same numbers, the gradient of a third step (the same for all elements), and what
torch.optim.Adam makes of it; and the bytes of numbers in other types, with what they are as float32.
"""

import json
import pathlib

import safetensors
import safetensors.torch
import torch

shapes = {"dense0.weight": [2, 3], "dense0.bias": [3], "batchNorm1.scale": [3], "batchNorm1.bias": [3]}
torch.manual_seed(0)
parameters = {name: torch.randn(shape).requires_grad_() for name, shape in shapes.items()}
buffers = {"batchNorm1.runningMean": torch.randn(3), "batchNorm1.runningVariance": torch.rand(3)}
adam = torch.optim.Adam(parameters.values(), lr=0.1)


def step(gradient):
    for value in parameters.values():
        value.grad = torch.full_like(value, gradient)
    adam.step()


step(0.5)
step(-0.25)
file = {name: value.detach().clone() for name, value in parameters.items()} | buffers
for name, value in parameters.items():
    file[f"optimizer.m.{name}"] = adam.state[value]["exp_avg"].clone()
    file[f"optimizer.v.{name}"] = adam.state[value]["exp_avg_sq"].clone()
path = pathlib.Path(__file__).with_suffix(".safetensors")
hyper = {"lr": 0.1, "beta1": 0.9, "beta2": 0.999}
metadata = {
    "optimizer": "adam",
    "optimizer.t": "2",
    "optimizer.state": json.dumps({"hyper": hyper, "groups": []}, separators=(",", ":")),
    "epoch": "1",
    "data": "none",
}
safetensors.torch.save_file(file, path, metadata)

numbers = [0, -0.0, 1, -1 / 3, 65504, 2**-14, 2**-24, -1023 * 2**-24, 1e-30, 3e38, 0.1]


def stored_as(dtype):
    """The bytes of those numbers that the type can hold, and these as float32."""
    stored = torch.tensor(numbers, dtype=torch.float64).to(dtype)
    stored = stored[stored.isfinite()]
    return {"bytes": stored.view(torch.uint8).tolist(), "values": stored.float().tolist()}


types = {"F16": torch.float16, "BF16": torch.bfloat16, "F64": torch.float64}

step(1.0)
golden = {
    "torch": torch.__version__,
    "safetensors": safetensors.__version__,
    "metadata": metadata,
    "types": {name: stored_as(dtype) for name, dtype in types.items()},
    "file": {name: array.flatten().tolist() for name, array in file.items()},
    "gradient": 1.0,
    "after": {name: value.detach().flatten().tolist() for name, value in parameters.items()},
}
path.with_suffix(".json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
