"""
Meta's Shampoo: hyperparameters by our names.

    python by_meta.py        clones it, at its commit, into authors/
"""

import math
import pathlib
import subprocess
import sys

import torch

from by_torch import run, version as torch_version

__all__ = ["run"]

REPOSITORY, COMMIT = "facebookresearch/optimizers", "f60660661194"
PLACE = pathlib.Path(__file__).parent / "authors" / REPOSITORY.replace("/", "+")


def version():
    return f"{REPOSITORY} commit {COMMIT} ({torch_version()})"


def theirs():
    if not PLACE.exists():
        sys.exit(f"shampoo: no {PLACE}; python by_meta.py clones it")
    sys.path.insert(0, str(PLACE))
    try:
        import distributed_shampoo

        return distributed_shampoo
    finally:
        sys.path.remove(str(PLACE))


def shampoo(params, h):
    """All of it in float64: the factors and the rate are float32 by default."""
    meta = theirs()
    root = meta.EigenConfig(rank_deficient_stability_config=meta.PerturbationConfig(perturb_before_computation=True))
    wide = {"factor_matrix_dtype": torch.float64, "inv_factor_matrix_dtype": torch.float64}
    graft = meta.AdamPreconditionerConfig(beta2=h["graftBeta2"], epsilon=h["graftEps"]) if h["graftAdam"] else None
    merged = 1 if h["mergeDims"] else math.inf
    optimizer = meta.DistributedShampoo(
        params,
        lr=h["lr"],
        betas=(h["beta1"], h["beta2"]),
        beta3=h["beta3"],
        epsilon=h["eps"],
        weight_decay=h["weightDecay"],
        weight_decay_type=meta.WeightDecayType.DECOUPLED if h["decoupledWeightDecay"] else meta.WeightDecayType.L2,
        precondition_frequency=h["preconditionFrequency"],
        start_preconditioning_step=h["startPreconditioningStep"],
        use_bias_correction=bool(h["biasCorrection"]),
        grafting_config=graft,
        distributed_config=meta.SingleDeviceDistributedConfig(target_parameter_dimensionality=merged),
        preconditioner_config=meta.RootInvShampooPreconditionerConfig(amortized_computation_config=root, **wide),
    )
    for lists in optimizer._per_group_state_lists:
        for key, value in lists.items():
            if isinstance(value, torch.Tensor) and value.dtype == torch.float32 and value.dim() == 0:
                lists[key] = value.double()
    return optimizer


if __name__ == "__main__" and not PLACE.exists():
    subprocess.run(["git", "clone", f"https://github.com/{REPOSITORY}", PLACE], check=True)
    subprocess.run(["git", "-C", PLACE, "checkout", "-q", COMMIT], check=True)
