"""JAX and Optax, jitted: a call for each step, or (`optax-loop`) one for the whole loop. One thread computes."""

import os

CORES = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
# The thread pools are as large as the process has cores when they are made.
if CORES:
    os.sched_setaffinity(0, {min(CORES)})
os.environ["XLA_FLAGS"] = os.environ.get("XLA_FLAGS", "") + " --xla_cpu_multi_thread_eigen=false"

import jax
import jax.numpy as jnp
import optax
from data import step_arrays, training_arrays

jax.devices()
# One thread has been made to compute: any core will do for it now.
if CORES:
    for thread in os.listdir("/proc/self/task"):
        os.sched_setaffinity(int(thread), CORES)


def make(name, hyper):
    lr = hyper["lr"] if "lr" in hyper else None
    if name == "sgd":
        return optax.sgd(lr, momentum=hyper["momentum"])
    if name == "adagrad":
        return optax.adagrad(lr, eps=hyper["eps"])
    if name == "rmsprop":
        return optax.rmsprop(lr, decay=hyper["rho"], eps=hyper["eps"])
    if name == "adam":
        return optax.adam(lr, b1=hyper["beta1"], b2=hyper["beta2"], eps=hyper["eps"])
    return None


def describe(subject):
    what = "the loop compiled" if subject == "optax-loop" else "each step jitted"
    return f"JAX {jax.__version__}, Optax {optax.__version__}, {what}, one thread"


def runner(subject, update, carry):
    """`update` maps the weights and the state to the next ones; their memory is given back to it."""
    if subject == "optax-loop":
        loop = jax.jit(lambda n, carry: jax.lax.fori_loop(0, n, lambda _, c: update(c), carry), donate_argnums=1)
    else:
        jitted = jax.jit(update, donate_argnums=0)

        def loop(n, carry):
            for _ in range(n):
                carry = jitted(carry)
            return carry

    def run(steps):
        nonlocal carry
        carry = jax.block_until_ready(loop(steps, carry))

    return run


def step(subject, job):
    w, g = (jnp.asarray(array) for array in step_arrays(job["size"]))
    optimizer = make(job["optimizer"], job["hyper"])
    if optimizer is None:
        return "Optax does not have it", None

    def update(carry, g):
        w, state = carry
        updates, state = optimizer.update(g, state, w)
        return optax.apply_updates(w, updates), state

    # The gradients are an argument: as a constant, XLA would compute with them beforehand.
    jitted = jax.jit(update, donate_argnums=0)
    carry = (w, optimizer.init(w))

    def run(steps):
        nonlocal carry
        for _ in range(steps):
            carry = jitted(carry, g)
        jax.block_until_ready(carry)

    return describe(subject), run


def logits(weights, x):
    """The network of problems.ts whose weights and biases these are."""
    for i in range(0, len(weights), 2):
        w, b = weights[i : i + 2]
        if w.ndim == 4:
            x = jax.lax.conv_general_dilated(x, w, (1, 1), "VALID", dimension_numbers=("NCHW", "OIHW", "NCHW"))
            x = jax.nn.relu(x + b[:, None, None])
            x = jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 1, 2, 2), (1, 1, 2, 2), "VALID")
        else:
            x = x.reshape(len(x), -1) @ w + b
            if i + 2 < len(weights):
                x = jax.nn.relu(x)
    return x


def train(subject, job):
    x, y, weights = training_arrays(job["problem"])
    x, y, weights = jnp.asarray(x), jnp.asarray(y), [jnp.asarray(w) for w in weights]
    optimizer = make(job["optimizer"], job["hyper"])
    if optimizer is None:
        return "Optax does not have it", None

    def loss(weights, x, y):
        return optax.softmax_cross_entropy_with_integer_labels(logits(weights, x), y).mean()

    def update(carry):
        weights, state, x, y, _ = carry
        value, gradients = jax.value_and_grad(loss)(weights, x, y)
        updates, state = optimizer.update(gradients, state, weights)
        return optax.apply_updates(weights, updates), state, x, y, value

    return describe(subject), runner(subject, update, (weights, optimizer.init(weights), x, y, jnp.float32(0)))
