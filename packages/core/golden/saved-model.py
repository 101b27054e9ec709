"""Writes saved-model.safetensors with PyTorch and the reference library: a model, and Adam after two steps.

saved-model.json has the same numbers, the gradient of a third step (the same for all elements), and what
torch.optim.Adam makes of it.
"""

import json
import pathlib

import safetensors
import safetensors.torch
import torch

shapes = {"layer1.weights": [2, 3], "layer1.biases": [3], "layer2.weights": [3], "layer2.biases": [3]}
torch.manual_seed(0)
parameters = {name: torch.randn(shape).requires_grad_() for name, shape in shapes.items()}
buffers = {"layer2.runningMean": torch.randn(3), "layer2.runningVariance": torch.rand(3)}
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
metadata = {"optimizer": "adam", "optimizer.t": "2", "data": "none"}
safetensors.torch.save_file(file, path, metadata)

step(1.0)
numbers = {
    "torch": torch.__version__,
    "safetensors": safetensors.__version__,
    "metadata": metadata,
    "file": {name: array.flatten().tolist() for name, array in file.items()},
    "gradient": 1.0,
    "after": {name: value.detach().flatten().tolist() for name, value in parameters.items()},
}
path.with_suffix(".json").write_text(json.dumps(numbers, separators=(",", ":")) + "\n")
