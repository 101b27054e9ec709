"""Keras's optimizers: hyperparameters by our names, one run of a case."""

import os

os.environ["KERAS_BACKEND"] = "jax"
import jax

jax.config.update("jax_enable_x64", True)
import keras
import numpy

keras.config.set_floatx("float64")


def version():
    return f"keras {keras.__version__} (jax {jax.__version__})"


def run(make, case):
    params = [keras.Variable(numpy.reshape(p["init"], p["shape"]), dtype="float64") for p in case["params"]]
    optimizer = make(case["hyper"])
    trajectory = []
    for step, grads in enumerate(case["grads"]):
        if "lr" in case:
            optimizer.learning_rate = case["lr"][step]
        arrays = [jax.numpy.asarray(grad, dtype="float64").reshape(p.shape) for grad, p in zip(grads, params)]
        optimizer.apply(arrays, params)
        trajectory.append([numpy.asarray(param.value).flatten().tolist() for param in params])
    return {"trajectory": trajectory}


def sgd(h):
    return keras.optimizers.SGD(learning_rate=h["lr"], momentum=h["momentum"], nesterov=bool(h["nesterov"]))
