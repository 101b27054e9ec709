"""
Makes every golden file that a script here makes: numbers of other implementations that tests compare with.

    python golden.py [--check] [words]     of those whose path contains one of the words; --check only compares

The trajectories of packages/conformance are made by their references and then checked against the published equations;
the code of those that no registry has is cloned first. What it needs: packages/conformance/golden/README.md, and mpmath
and safetensors. Made elsewhere, and kept as they came: ELSEWHERE.
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
TRAJECTORIES = "packages/conformance/golden"

# What a script writes beside itself.
WRITTEN = {
    "bench/golden/numpy.py": ["numpy.json"],
    "bench/golden/statistics.py": ["statistics.json"],
    "packages/core/golden/clip.py": ["clip.json"],
    "packages/core/golden/losses.py": ["losses.json"],
    "packages/core/golden/numpy-step.py": ["numpy-step.json"],
    "packages/core/golden/numpy-sums.py": ["numpy-sums.json"],
    "packages/core/golden/saved-model.py": ["saved-model.json", "saved-model.safetensors"],
    "packages/linalg/golden/lapack.py": ["lapack.json"],
    "packages/optimizers/lbfgs/golden/searches.py": ["searches.json"],
    "packages/plugin/src/math/reference.py": ["reference.json"],
    "packages/problems/src/reference.py": ["reference.json"],
}
ELSEWHERE = {
    "bench/golden/digits.json": "trained networks: python bench/golden/digits.py",
    "packages/core/golden/layers.json": "PyTorch's layers, losses and gradients",
    "packages/minimize/golden/nist.json": "NIST's certified regressions, and what SciPy reaches on them",
    "packages/plugin/golden/schedules.json": "torch.optim.lr_scheduler, step by step",
}
# Relative: LAPACK and PyTorch's threads do not round alike on every machine.
TOLERANCE = 1e-9


def main():
    parser = argparse.ArgumentParser(description="Make the golden files again, or compare.")
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 where something differs")
    parser.add_argument("words", nargs="*", help="of paths; without any, all")
    options = parser.parse_args()

    def wanted(path):
        return not options.words or any(word in path for word in options.words)

    made = [f"{TRAJECTORIES}/{path.name}" for path in sorted((ROOT / TRAJECTORIES).glob("*.json"))]
    names = [pathlib.Path(path).stem for path in made if wanted(path) and not path.endswith("/snapshots.json")]
    results = [trajectories(names, options.check)] if names else []
    results += [written(script, files, options.check) for script, files in WRITTEN.items() if wanted(script)]
    for path, source in ELSEWHERE.items():
        if wanted(path):
            print(f"{path}: not made here ({source})")
    if not all(results):
        sys.exit(1)


def trajectories(names, check):
    """Whether the references say what is there, and the equations too."""
    folder = ROOT / TRAJECTORIES

    def runs(script, *words):
        return subprocess.run([sys.executable, script, *words], cwd=folder).returncode == 0

    fetched = all([runs(script) for script in ("by_authors.py", "by_jax.py", "by_meta.py")])
    same = runs("generate.py", *(["--check"] if check else []), *names)
    return runs("check.py", *names) and fetched and same


def written(script, files, check):
    """Whether a script writes what is there."""
    path = ROOT / script
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copy(path, folder)
        if subprocess.run([sys.executable, copy], cwd=folder, stdout=subprocess.DEVNULL).returncode:
            print(f"{script} FAILS")
            return False
        worst = [difference(path.with_name(file), pathlib.Path(folder, file)) for file in files]
        for file, off in zip(files, worst):
            far = " TOO FAR" if off > TOLERANCE else ""
            print(f"{path.with_name(file).relative_to(ROOT)}: {off:.1e} from what was there{far}")
            if not check:
                shutil.copy(pathlib.Path(folder, file), path.with_name(file))
    return not check or max(worst) <= TOLERANCE


def difference(old, new):
    """The largest difference of two files' numbers, relative to the largest of its list; infinite for other texts."""
    return apart(*((safetensors if path.suffix == ".safetensors" else json.loads)(path.read_bytes()) for path in (old, new)))


def safetensors(data):
    """The head, whose metadata is in no order, and the numbers' bytes."""
    end = 8 + int.from_bytes(data[:8], "little")
    return {"head": json.loads(data[8:end]), "numbers": data[end:].hex()}


def apart(old, new, scale=0.0):
    if isinstance(old, (int, float)) and isinstance(new, (int, float)):
        return abs(old - new) / (scale or abs(old) or 1)
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        size = max((abs(x) for x in old if isinstance(x, (int, float))), default=0.0)
        return max((apart(a, b, size) for a, b in zip(old, new)), default=0.0)
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() == new.keys():
        return max((apart(old[key], new[key]) for key in old), default=0.0)
    return 0.0 if old == new else float("inf")


if __name__ == "__main__":
    main()
