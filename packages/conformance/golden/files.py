"""Golden files: reading, writing, comparing."""

import json
import math
import pathlib

HERE = pathlib.Path(__file__).parent
TOLERANCE = 1e-12
SERIES = ("grads", "probes", "hessian", "trajectory", "evalTrajectory")


def path(name):
    return HERE / f"{name}.json"


def read(name):
    return json.loads(path(name).read_text()) if path(name).exists() else {"optimizer": name, "cases": []}


def write(name, golden):
    path(name).write_text(dump(golden))


def dump(golden):
    """JSON with one line for a field, and one for a step."""
    cases = []
    for case in golden["cases"]:
        fields = []
        for key, value in case.items():
            if key in SERIES:
                text = "[\n" + ",\n".join(json.dumps(step, separators=(",", ":")) for step in value) + "\n]"
            else:
                text = json.dumps(value, ensure_ascii=False)
            fields.append(f"{json.dumps(key)}: {text}")
        cases.append("{\n" + ",\n".join(fields) + "\n}")
    head = json.dumps({key: value for key, value in golden.items() if key != "cases"}, ensure_ascii=False)
    return f'{head[:-1]},\n"cases": [\n' + ",\n".join(cases) + "\n]}\n"


def deviation(case, result):
    """The largest difference from the case's own trajectories, relative to the largest that each element has been."""
    worst = 0.0
    for p, param in enumerate(case["params"]):
        for i, init in enumerate(param["init"]):
            scale = abs(init)
            for step in range(case["steps"]):
                for key in ("trajectory", "evalTrajectory"):
                    if key not in case or step < case.get("evalFrom", 0) and key == "evalTrajectory":
                        continue
                    old, new = case[key][step][p][i], result[key][step][p][i]
                    scale = max(scale, abs(old))
                    difference = abs(old - new)
                    if not difference <= worst * scale:
                        worst = difference / scale if scale else difference
    return worst


def finite(series):
    return all(math.isfinite(x) for step in series for row in step for x in row)


def tolerance(case):
    return case.get("tolerance", TOLERANCE)
