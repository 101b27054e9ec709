"""Writes losses.json: PyTorch's losses, in float64, with options together that layers.json has one by one."""

import itertools
import json
import pathlib

import torch
from torch.nn import functional as f

torch.manual_seed(0)
SAMPLES, CLASSES = 6, 5
cases = []


def rounded(x):
    return x.float().double()


def add(loss, options, outputs, target, value):
    outputs = outputs.clone().requires_grad_()
    result = value(outputs)
    result.backward()
    cases.append(
        {
            "loss": loss,
            "options": options,
            "outputs": outputs.tolist(),
            "target": target.tolist(),
            "value": result.item(),
            "gradient": outputs.grad.tolist(),
        }
    )


logits = rounded(2 * torch.randn(SAMPLES, CLASSES))
weights = rounded(torch.rand(CLASSES) + torch.tensor([0, 0.5, 0, 2, 0]))
weights[2] = 0
indices = torch.tensor([3, 0, 1, 4, 1, 2])
probabilities = rounded(torch.softmax(torch.randn(SAMPLES, CLASSES), 1))
for weighed, smoothing, ignored, reduction in itertools.product([False, True], [0, 0.25], [None, 1], ["mean", "sum"]):
    weight = weights if weighed else None
    options = {"labelSmoothing": smoothing, "reduction": reduction, "clip": 0}
    if weighed:
        options["classWeights"] = weights.tolist()
    if ignored is None:
        given = dict(weight=weight, label_smoothing=smoothing, reduction=reduction)
        add("softmaxCrossEntropy", options, logits, probabilities, lambda z: f.cross_entropy(z, probabilities, **given))
    else:
        options["ignoreIndex"] = ignored
    given = dict(weight=weight, label_smoothing=smoothing, reduction=reduction, ignore_index=-1 if ignored is None else ignored)
    add("softmaxCrossEntropy", options, logits, indices, lambda z: f.cross_entropy(z, indices, **given))
    if smoothing == 0:
        options = {name: value for name, value in options.items() if name not in ("labelSmoothing", "clip")}
        given = {name: value for name, value in given.items() if name != "label_smoothing"}
        p = rounded(torch.softmax(logits, 1))
        add("categoricalCrossEntropy", options, p, indices, lambda p: f.nll_loss(p.log(), indices, **given))

targets = rounded(torch.rand(SAMPLES, CLASSES))
for pos_weight, reduction in itertools.product([weights, torch.tensor(2.5)], ["mean", "sum"]):
    options = {"posWeight": pos_weight.tolist(), "reduction": reduction}
    given = dict(pos_weight=pos_weight.double(), reduction=reduction)
    add("sigmoidCrossEntropy", options, logits, targets, lambda z: f.binary_cross_entropy_with_logits(z, targets, **given))

logarithms = rounded(torch.log_softmax(logits, 1))
log_targets = rounded(torch.log(probabilities))
for log, reduction in itertools.product([False, True], ["mean", "sum"]):
    target = log_targets if log else probabilities
    given = dict(log_target=log, reduction="batchmean" if reduction == "mean" else "sum")
    add("klDivergence", {"logTarget": log, "reduction": reduction}, logarithms, target, lambda y: f.kl_div(y, target, **given))

out = {"torch": torch.__version__, "cases": cases}
pathlib.Path(__file__).with_name("losses.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")
