"""Writes torch-model.safetensors: a module of PyTorch's with its own names and layouts, and a trained body with another head.

torch-model.json has the samples and what the modules make of them.
"""

import json
import pathlib

import safetensors.torch
import torch
from torch import nn

torch.manual_seed(1)
convolutional = nn.Sequential(
    nn.Conv2d(2, 3, 3, padding=1),
    nn.BatchNorm2d(3),
    nn.ReLU(),
    nn.Flatten(),
    nn.Linear(12, 4),
    nn.LayerNorm(4),
    nn.ReLU(),
    nn.Linear(4, 4),  # square: only its numbers tell that it is transposed
)


class Words(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(5, 3)
        self.hidden = nn.Linear(6, 4)
        self.head = nn.Linear(4, 7)

    def body(self, words):
        return torch.tanh(self.hidden(self.embed(words).flatten(1)))

    def forward(self, words):
        return self.head(self.body(words))


words = Words()
with torch.no_grad():
    for norm in (convolutional[1], convolutional[5]):
        norm.weight.uniform_(0.5, 2)
        norm.bias.normal_()
    convolutional[1].running_mean.normal_()
    convolutional[1].running_var.uniform_(0.5, 2)
images, sentences = torch.randn(3, 2, 2, 2), torch.randint(0, 5, (4, 2))

here = pathlib.Path(__file__)
state = convolutional.state_dict() | {f"words.{name}": value for name, value in words.state_dict().items()}
safetensors.torch.save_file(state, here.with_suffix(".safetensors"))

with torch.no_grad():
    out = {
        "torch": torch.__version__,
        "images": images.flatten().tolist(),
        "outputs": convolutional.eval()(images).flatten().tolist(),
        "sentences": sentences.flatten().tolist(),
        "body": words.body(sentences).flatten().tolist(),
        "heads": words(sentences).flatten().tolist(),
    }
here.with_suffix(".json").write_text(json.dumps(out, separators=(",", ":")) + "\n")
