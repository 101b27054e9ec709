"""Writes what the reference implementations compute, step by step in float64: the golden trajectories.

    python generate.py [names]            recompute <name>.json (all that REFERENCES lists, if none is named)
    python generate.py --check [names]    only compare with what is there

A file's cases keep their own inputs (hyper, params, grads, lr); only trajectories and versions are rewritten.
A new optimizer gets its first file from NEW: its cases take their inputs from sgd.json's.
Needs torch; keras with jax for the cases that name it. Made with torch 2.13.0, keras 3.15.1.
"""

import argparse
import json
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).parent
TOLERANCE = 1e-12


def run_torch(make, case):
    import torch

    params = [torch.tensor(p["init"], dtype=torch.float64).reshape(p["shape"]) for p in case["params"]]
    optimizer = make(torch.optim, params, case["hyper"])
    trajectory = []
    for step, grads in enumerate(case["grads"]):
        for group in optimizer.param_groups:
            group["lr"] = case["lr"][step] if "lr" in case else group["lr"]
        for param, grad in zip(params, grads):
            param.grad = torch.tensor(grad, dtype=torch.float64).reshape(param.shape)
        optimizer.step()
        trajectory.append([param.flatten().tolist() for param in params])
    return f"torch {torch.__version__}", trajectory


def run_keras(make, case):
    os.environ["KERAS_BACKEND"] = "jax"
    import jax

    jax.config.update("jax_enable_x64", True)
    import keras
    import numpy

    keras.config.set_floatx("float64")
    params = [keras.Variable(numpy.reshape(p["init"], p["shape"]), dtype="float64") for p in case["params"]]
    optimizer = make(keras.optimizers, params, case["hyper"])
    trajectory = []
    for step, grads in enumerate(case["grads"]):
        if "lr" in case:
            optimizer.learning_rate = case["lr"][step]
        arrays = [jax.numpy.asarray(grad, dtype="float64").reshape(p.shape) for grad, p in zip(grads, params)]
        optimizer.apply(arrays, params)
        trajectory.append([numpy.asarray(param.value).flatten().tolist() for param in params])
    return f"keras {keras.__version__} (jax {jax.__version__})", trajectory


def torch_sgd(optim, params, h):
    names = ("lr", "momentum", "dampening")
    return optim.SGD(params, **{n: h[n] for n in names}, nesterov=bool(h["nesterov"]), weight_decay=h["weightDecay"])


def torch_adagrad(optim, params, h):
    return optim.Adagrad(
        params,
        lr=h["lr"],
        lr_decay=h["lrDecay"],
        initial_accumulator_value=h["initialAccumulatorValue"],
        eps=h["eps"],
        weight_decay=h["weightDecay"],
    )


def torch_rmsprop(optim, params, h):
    names = ("lr", "eps", "momentum")
    rest = {"alpha": h["rho"], "centered": bool(h["centered"]), "weight_decay": h["weightDecay"]}
    return optim.RMSprop(params, **{n: h[n] for n in names}, **rest)


def torch_adam(optim, params, h):
    betas = (h["beta1"], h["beta2"])
    return optim.Adam(params, lr=h["lr"], betas=betas, eps=h["eps"], weight_decay=h["weightDecay"])


def keras_sgd(optimizers, params, h):
    return optimizers.SGD(learning_rate=h["lr"], momentum=h["momentum"], nesterov=bool(h["nesterov"]))


REFERENCES = {
    "sgd": {"torch.optim.SGD": (run_torch, torch_sgd), "keras.optimizers.SGD": (run_keras, keras_sgd)},
    "adagrad": {"torch.optim.Adagrad": (run_torch, torch_adagrad)},
    "rmsprop": {"torch.optim.RMSprop": (run_torch, torch_rmsprop)},
    "adam": {"torch.optim.Adam": (run_torch, torch_adam)},
}

# First cases of a new optimizer: its name, then for each case an id, its hyperparameters and (optional) the case of
# sgd.json whose params, grads and lr it takes. E.g. "lion": [("defaults", {"lr": 1e-4, …}, "defaults"), …]
NEW = {}


def new_cases(name):
    if name not in NEW:
        sys.exit(f"{name}: no {name}.json, and NEW in generate.py has no cases for it")
    inputs = {case["id"]: case for case in json.loads((HERE / "sgd.json").read_text())["cases"]}
    (reference, *_) = REFERENCES[name]
    for case_id, hyper, *source in NEW[name]:
        taken = inputs[source[0] if source else case_id]
        kept = {key: taken[key] for key in ("params", "steps", "lr", "grads") if key in taken}
        yield {"id": case_id, "reference": reference, "hyper": hyper, **kept}


def deviation(case, trajectory):
    """The largest difference from the case's own trajectory, relative to the largest that each element has been."""
    worst = 0.0
    for p, param in enumerate(case["params"]):
        for i, init in enumerate(param["init"]):
            scale = abs(init)
            for old, new in zip(case["trajectory"], trajectory):
                scale = max(scale, abs(old[p][i]))
                difference = abs(old[p][i] - new[p][i])
                worst = max(worst, difference / scale if scale else difference)
    return worst


def dump(golden):
    """JSON with one line for a field, and one for a step."""
    cases = []
    for case in golden["cases"]:
        fields = []
        for key, value in case.items():
            if key in ("grads", "trajectory"):
                text = "[\n" + ",\n".join(json.dumps(step, separators=(",", ":")) for step in value) + "\n]"
            else:
                text = json.dumps(value, ensure_ascii=False)
            fields.append(f"{json.dumps(key)}: {text}")
        cases.append("{\n" + ",\n".join(fields) + "\n}")
    head = json.dumps({key: value for key, value in golden.items() if key != "cases"}, ensure_ascii=False)
    return f'{head[:-1]},\n"cases": [\n' + ",\n".join(cases) + "\n]}\n"


def main():
    parser = argparse.ArgumentParser(description="Recompute the golden trajectories with their references.")
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 if a trajectory differs")
    parser.add_argument("names", nargs="*", help=f"of {', '.join(REFERENCES)}")
    options = parser.parse_args()
    failed = False
    for name in options.names or REFERENCES:
        if name not in REFERENCES:
            sys.exit(f"unknown optimizer {name}: REFERENCES in generate.py has {', '.join(REFERENCES)}")
        path = HERE / f"{name}.json"
        golden = json.loads(path.read_text()) if path.exists() else {"optimizer": name, "cases": [*new_cases(name)]}
        for case in golden["cases"]:
            run, make = REFERENCES[name][case["reference"]]
            version, trajectory = run(make, case)
            if "trajectory" in case:
                worst = deviation(case, trajectory)
                far = not worst <= case.get("tolerance", TOLERANCE)
                failed = failed or far
                print(f"{name} {case['id']}: {worst:.1e} from what was there{' TOO FAR' if far else ''}")
            case["referenceVersion"] = version
            case["trajectory"] = trajectory
        if not options.check:
            path.write_text(dump(golden))
    if options.check and failed:
        sys.exit(1)


if __name__ == "__main__":
    main()
