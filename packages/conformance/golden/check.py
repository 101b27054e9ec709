"""Compares the golden trajectories with the published equations, written anew, in float64.

    python check.py [names]              prints each case's deviation; exit 1 where one is too far
    python check.py --float32 [names]    also tries float32, and writes where its rounding is amplified

Needs numpy only: the references are not asked.
"""

import argparse
import sys

import numpy

import equations
import equations_elementwise
import equations_lbfgs
import equations_matrix
import equations_model
import files
from inputs import objective

TENSOR = ["sgd", "adagrad", "rmsprop", "adam", "adamw", "cautious", "nadam", "radam", "madgrad", "adafactor"]
TENSOR += ["novograd", "lamb", "muon", "shampoo"]
ELEMENTWISE = ["adadelta", "adamax", "amsgrad", "rprop", "asgd", "adabelief", "adan", "laprop", "lion", "mars", "nadamw"]
ELEMENTWISE += ["ademamix", "adopt", "signum", "sophia", "yogi", "adabound", "aggmo", "diffgrad", "qhadam"]
ELEMENTWISE += ["simplified-ademamix", "tiger", "cautious-weight-decay"]
MATRIX = ["lars", "sm3", "adamp", "sgdp", "came", "adamuon", "normuon", "scion", "soap", "splus", "psgd-kron"]
MATRIX += ["hyperball", "adam-mini", "stable-adamw"]
MODEL = ["adai", "dadapt-adam", "dog", "dowg", "asam", "gradient-centralization", "grokfast", "schedule-free-sgd"]
MODEL += ["momo-adam", "polyak-sgd", "prodigy", "schedule-free-adamw", "lookahead", "ema", "swa", "clip", "sam"]
FLOAT32 = 2e-5
# Their equations have the loss beside the gradients.
LOSS = ["lbfgs", "momo-adam", "polyak-sgd"]


def tensorwise(method):
    def run(case, w, hyper, gradients):
        states = [{} for _ in w]
        for step in range(case["steps"]):
            g = gradients(step)
            told = [{**hyper(step), **given(case, step, i, wi)} for i, wi in enumerate(w)]
            w = [method(wi, gi, s, h, step + 1) for wi, gi, s, h in zip(w, g, states, told)]
            yield w, [s["evaluated"] for s in states] if "evaluated" in states[0] else None

    return run


def given(case, step, i, w):
    """What the reference was given of tensor i beside its gradient, or drew, and what the tensor is."""
    if "role" in case["params"][i]:
        return {"role": case["params"][i]["role"]}
    if "probes" in case:
        return {"probe": numpy.array(case["probes"][step][i], w.dtype)}
    if step in case.get("hessianSteps", ()):
        drawn = case["hessian"][case["hessianSteps"].index(step)][i]
        return {"hessian": numpy.array(drawn, w.dtype).reshape(w.shape)}
    return {}


def written(module, names):
    return {name: tensorwise(getattr(module, name.replace("-", "_"))) for name in names}


METHODS = {
    **written(equations, TENSOR),
    **written(equations_elementwise, ELEMENTWISE),
    **written(equations_matrix, MATRIX),
    **{name: getattr(equations_model, name.replace("-", "_")) for name in MODEL},
    "lbfgs": equations_lbfgs.lbfgs,
}


def follow(method, case, dtype="float64", reads=False):
    """
    The trajectories that the equations give, and the number of evaluations. A method that reads the loss gets it before
    the gradients.
    """
    shapes = [p["shape"] for p in case["params"]]
    w = [numpy.array(p["init"], dtype).reshape(p["shape"]) for p in case["params"]]
    calls = 0

    def hyper(step):
        return {**case["hyper"], "lr": case["lr"][step] if "lr" in case else case["hyper"].get("lr")}

    def gradients(at):
        nonlocal calls
        if "grads" in case:
            parts = [numpy.array(g, dtype).reshape(shape) for g, shape in zip(case["grads"][at], shapes)]
            return (case["losses"][at], parts) if reads else parts
        calls += 1
        value, flat = objective(case)(numpy.concatenate([x.ravel() for x in at]).astype("float64"))
        ends = numpy.cumsum([x.size for x in at])[:-1]
        parts = [x.reshape(shape).astype(dtype) for x, shape in zip(numpy.split(flat, ends), shapes)]
        return (value, parts) if reads else parts

    result = {"trajectory": [], "evalTrajectory": [], "functionEvals": []}
    for weights, others in method(case, w, hyper, gradients):
        result["trajectory"].append([numpy.ravel(x).tolist() for x in weights])
        result["evalTrajectory"].append([numpy.ravel(x).tolist() for x in others or weights])
        result["functionEvals"].append(calls)
    return result


def float32(method, case, reads):
    """The tolerance that float32 needs, None where the default will do: five times what NumPy's float32 is off."""
    with numpy.errstate(all="ignore"):
        result = follow(method, case, "float32", reads)
    off = files.deviation(case, result) if files.finite(result["trajectory"]) else float("inf")
    if off < FLOAT32 / 5:
        return off, {}
    if off > 0.05:
        return off, {"float32Tolerance": None, "float32Reason": "rounding is amplified until float32 goes another way"}
    reason = f"rounding is amplified: NumPy's float32 is {off:.0e} off"
    return off, {"float32Tolerance": float(f"{5 * off:.0e}"), "float32Reason": reason}


def main():
    parser = argparse.ArgumentParser(description="Compare the golden trajectories with the published equations.")
    parser.add_argument("--float32", action="store_true", help="try float32 too, and write the tolerances it needs")
    parser.add_argument("names", nargs="*", help=f"of {', '.join(METHODS)}")
    options = parser.parse_args()
    failed = False
    for name in options.names or METHODS:
        if name not in METHODS:
            sys.exit(f"unknown optimizer {name}: METHODS in check.py has {', '.join(METHODS)}")
        golden = files.read(name)
        for case in golden["cases"]:
            if case["reference"].startswith("keras"):
                continue
            result = follow(METHODS[name], case, reads=name in LOSS)
            worst = files.deviation(case, result)
            evaluations = case.get("functionEvals", result["functionEvals"]) == result["functionEvals"]
            far = not (worst <= max(files.tolerance(case), 1e-11) and evaluations)
            failed = failed or far
            line = f"{name} {case['id']}: {worst:.1e} from the equations"
            if options.float32:
                off, fields = float32(METHODS[name], case, name in LOSS)
                for key in ("float32Tolerance", "float32Reason"):
                    case.pop(key, None)
                case.update(fields)
                line += f", float32 {off:.1e}"
            print(f"{line}{'' if evaluations else ', other evaluations'}{' TOO FAR' if far else ''}")
        if options.float32:
            files.write(name, golden)
    if failed:
        sys.exit(1)


if __name__ == "__main__":
    main()
