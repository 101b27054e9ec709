"""The process of a Python subject: answers the requests on stdin, line by line, as worker.ts does."""

import json
import os
import sys
import time

# One core, like JavaScript. The libraries read these when they are imported.
for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"
os.environ["JAX_PLATFORMS"] = "cpu"

# Seconds.
LEAST_SAMPLE = 0.001


def timed(run, steps):
    start = time.perf_counter()
    run(steps)
    return time.perf_counter() - start


def warm_up(run, seconds):
    """How many steps make a sample, and how long it took."""
    end = time.perf_counter() + seconds
    steps = 1
    while True:
        taken = timed(run, steps)
        if taken < LEAST_SAMPLE:
            steps *= 2
        elif time.perf_counter() >= end:
            return steps, taken


def measure(run, sample, seconds):
    """The median time of a step in nanoseconds, over samples for that long, and over one at least."""
    steps, taken = sample
    end = time.perf_counter() + seconds / 10
    while taken < seconds and time.perf_counter() < end:
        run(steps)
    samples = []
    end = time.perf_counter() + seconds
    while not samples or time.perf_counter() < end:
        samples.append(timed(run, steps))
    samples.sort()
    middle = (samples[(len(samples) - 1) // 2] + samples[len(samples) // 2]) / 2
    return 1e9 * middle / steps


def prepare(subject, job):
    """A description and a function that runs so many steps, all of which are done when it returns."""
    if job.get("tensors") or job.get("float64"):
        return "timed on one array of float32 only", None
    library = subject.split("-")[0]
    if library == "torch":
        import peer_torch as peer
    elif library == "optax":
        import peer_jax as peer
    else:
        import peer_numpy as peer
    return getattr(peer, job["work"])(subject, job)


def serve(replies):
    run, sample = None, None
    for line in sys.stdin:
        request = json.loads(line)
        seconds = request.get("milliseconds", 0) / 1000
        try:
            if request["do"] == "prepare":
                description, run = prepare(request["subject"], request["job"])
                if run is None:
                    reply = {"skipped": description}
                else:
                    sample = warm_up(run, seconds)
                    reply = {"description": description}
            elif request["do"] == "measure":
                reply = {"nanoseconds": measure(run, sample, seconds)}
            else:
                run = None
                reply = {}
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"}
        replies.write(json.dumps(reply) + "\n")
        replies.flush()


# Stdout is for replies.
stdout, sys.stdout = sys.stdout, sys.stderr
serve(stdout)
