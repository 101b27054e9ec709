"""Writes what the reference implementations compute, step by step in float64: the golden trajectories.

    python generate.py [names]            recompute <name>.json (all of references.py, if none is named)
    python generate.py --check [names]    only compare with what is there
    python generate.py --new [names]      also add the cases of cases.py that the file has not

A file's cases keep their own inputs (hyper, params, grads, lr, objective); only what follows from them is rewritten.
Versions, and how to add an optimizer: README.md. Whether the references do what their papers say: check.py.
"""

import argparse
import math
import sys

import files
from references import REFERENCES

# They amplify rounding: a new case of theirs measures how much.
SENSITIVE = ("lbfgs", "shampoo", "soap", "splus", "psgd-kron", "adamuon", "normuon", "scion")


def main():
    parser = argparse.ArgumentParser(description="Recompute the golden trajectories with their references.")
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 if a trajectory differs")
    parser.add_argument("--new", action="store_true", help="also add the cases of cases.py that the file has not")
    parser.add_argument("names", nargs="*", help=f"of {', '.join(REFERENCES)}")
    options = parser.parse_args()
    failed = False
    for name in options.names or REFERENCES:
        if name not in REFERENCES:
            sys.exit(f"unknown optimizer {name}: REFERENCES in references.py has {', '.join(REFERENCES)}")
        golden = files.read(name)
        if options.new:
            add(name, golden)
        if not golden["cases"]:
            sys.exit(f"{name}: no {name}.json; with --new it gets the cases of cases.py")
        for case in golden["cases"]:
            version, result = REFERENCES[name][case["reference"]](case)
            if not files.finite(result["trajectory"]):
                sys.exit(f"{name} {case['id']}: the trajectory is not finite, which no case may be")
            if "trajectory" in case:
                worst = files.deviation(case, result)
                evaluations = result.get("functionEvals") == case.get("functionEvals")
                far = not (worst <= files.tolerance(case) and evaluations)
                failed = failed or far
                print(f"{name} {case['id']}: {worst:.1e} from what was there{' TOO FAR' if far else ''}")
            case["referenceVersion"] = version
            case.update(result)
        if not options.check:
            files.write(name, golden)
    if options.check and failed:
        sys.exit(1)


def add(name, golden):
    from cases import new_cases

    present = {case["id"] for case in golden["cases"]}
    (reference, *_) = REFERENCES[name]
    for case in new_cases(name, reference):
        if case["id"] in present:
            continue
        if name in SENSITIVE:
            case |= certainty(case, REFERENCES[name][case["reference"]])
        golden["cases"].append(case)


def certainty(case, run):
    """The tolerance of a case whose reference amplifies rounding: 30 times what its start's last place does to it."""
    _, result = run(case)
    exact, spread = {**case, **result}, 0.0
    for direction in (-math.inf, math.inf, 0):
        moved = [{**p, "init": [math.nextafter(x, direction) for x in p["init"]]} for p in case["params"]]
        _, other = run({**case, "params": moved})
        if other.get("functionEvals") != result.get("functionEvals"):
            sys.exit(f"{case['id']}: the number of evaluations hangs on the last place of the start; take another case")
        spread = max(spread, files.deviation(exact, other))
    if 30 * spread < files.TOLERANCE:
        return {}
    reason = "30 times the spread of the reference itself under changes of one unit in the last place of its start"
    return {"tolerance": float(f"{30 * spread:.1e}"), "toleranceReason": reason}


if __name__ == "__main__":
    main()
