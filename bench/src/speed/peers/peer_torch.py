"""PyTorch on one thread: as it chooses by itself, foreach or fused."""

import torch
from torch import nn
from data import step_arrays, training_arrays

torch.set_num_threads(1)

WAYS = {"torch": "", "torch-foreach": ", foreach", "torch-fused": ", fused"}


def make(subject, name, hyper, parameters):
    way = {"torch": {}, "torch-foreach": {"foreach": True}, "torch-fused": {"fused": True}}[subject]
    if name == "sgd":
        return torch.optim.SGD(parameters, lr=hyper["lr"], momentum=hyper["momentum"], **way)
    if name == "adagrad":
        return torch.optim.Adagrad(parameters, lr=hyper["lr"], eps=hyper["eps"], **way)
    if name == "rmsprop":
        if subject == "torch-fused":
            return None
        return torch.optim.RMSprop(parameters, lr=hyper["lr"], alpha=hyper["rho"], eps=hyper["eps"], **way)
    if name == "adam":
        betas = (hyper["beta1"], hyper["beta2"])
        return torch.optim.Adam(parameters, lr=hyper["lr"], betas=betas, eps=hyper["eps"], **way)
    return None


def describe(subject):
    return f"PyTorch {torch.__version__}{WAYS[subject]}, one thread"


def step(subject, job):
    w, g = (torch.from_numpy(array) for array in step_arrays(job["size"]))
    w = nn.Parameter(w)
    w.grad = g
    optimizer = make(subject, job["optimizer"], job["hyper"], [w])
    if optimizer is None:
        return f"PyTorch has no {job['optimizer']}{WAYS[subject]}", None

    def run(steps):
        for _ in range(steps):
            optimizer.step()

    return describe(subject), run


def network(weights):
    """The network of problems.ts whose weights and biases these are, with these."""
    layers = []
    for w in weights[::2]:
        if w.ndim == 4:
            layers += [nn.Conv2d(w.shape[1], w.shape[0], w.shape[2:]), nn.ReLU(), nn.MaxPool2d(2)]
        else:
            layers += [nn.Flatten(), nn.Linear(*w.shape), nn.ReLU()]
    model = nn.Sequential(*layers[:-1])
    with torch.no_grad():
        for parameter, value in zip(model.parameters(), weights):
            parameter.copy_(torch.from_numpy(value.T if value.ndim == 2 else value))
    return model


def train(subject, job):
    x, y, weights = training_arrays(job["problem"])
    x, y = torch.from_numpy(x), torch.from_numpy(y)
    model = network(weights)
    optimizer = make(subject, job["optimizer"], job["hyper"], model.parameters())
    if optimizer is None:
        return f"PyTorch has no {job['optimizer']}{WAYS[subject]}", None
    loss = nn.CrossEntropyLoss()

    def run(steps):
        for _ in range(steps):
            optimizer.zero_grad()
            loss(model(x), y).backward()
            optimizer.step()

    return describe(subject), run
