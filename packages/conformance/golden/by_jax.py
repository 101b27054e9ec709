"""
Optimizers in JAX that no release has: hyperparameters by our names, run as Optax's.

    python by_jax.py        downloads what is missing of SOURCES into authors/
"""

import importlib.util
import pathlib
import sys
import types
import urllib.request

import jax
import optax

from by_optax import run, version as optax_version

__all__ = ["run"]

HERE = pathlib.Path(__file__).parent / "authors"

# By optimizer: repository, commit, file.
SOURCES = {
    "cautious_weight_decay": ("google-deepmind/optax", "59e86d7ced78", "optax/contrib/_cwd.py"),
    "hyperball": ("marin-community/marin", "00843426942b", "lib/levanter/src/levanter/optim/adamh.py"),
}


def version(name):
    repository, commit, _ = SOURCES[name]
    return f"{repository} commit {commit}, {optax_version()}"


def place(name):
    repository, _, file = SOURCES[name]
    return HERE / repository.replace("/", "+") / file


def theirs(name):
    if not place(name).exists():
        sys.exit(f"{name}: no {place(name)}; python by_jax.py downloads it")
    spec = importlib.util.spec_from_file_location(name, place(name))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def stand_in(name, **content):
    """A module that a source imports and is not there."""
    parts = name.split(".")
    for end in range(1, len(parts) + 1):
        sys.modules.setdefault(".".join(parts[:end]), types.ModuleType(".".join(parts[:end])))
    vars(sys.modules[name]).update(content)


def cautious_weight_decay(h, lr):
    adam = optax.scale_by_adam(b1=h["beta1"], b2=h["beta2"], eps=h["eps"])
    decay = theirs("cautious_weight_decay").add_cautious_weight_decay(h["weightDecay"])
    return optax.chain(adam, decay, optax.scale_by_learning_rate(lr))


def hyperball(h, lr):
    """scale_by_adamh for matrices, as its module would choose; what else the module imports is not needed for that."""
    registry = {"register_subclass": staticmethod(lambda name: lambda kind: kind)}
    stand_in("chex", Array=jax.Array)
    stand_in("haliax.nn", Linear=None)
    stand_in("levanter.optim.config", OptimizerConfig=type("OptimizerConfig", (), registry))
    stand_in("levanter.utils.jax_utils", leaf_key_paths=None)
    moments = {"b1": h["beta1"], "b2": h["beta2"], "eps": h["eps"]}
    kinds = {"matrix": theirs("hyperball").scale_by_adamh(**moments, learning_rate=lr), "other": optax.adam(lr, **moments)}
    return optax.partition(kinds, lambda params: jax.tree.map(lambda p: "matrix" if p.ndim == 2 else "other", params))


if __name__ == "__main__":
    for name, (repository, commit, file) in SOURCES.items():
        if not place(name).exists():
            place(name).parent.mkdir(parents=True, exist_ok=True)
            urllib.request.urlretrieve(f"https://raw.githubusercontent.com/{repository}/{commit}/{file}", place(name))
