"""Writes reference.json: what exp32, exp, log, log32, sin, cos, cbrt and pow should give, and what is in their tables, for the
tests beside this file.

Usage: python reference.py && biome format --write reference.json   (needs mpmath, and glibc ≥ 2.27 on x86-64)

exp32 is glibc's own expf, run without fused multiply-add. The others are exact: 1300-bit values written as a float64
and the float64 nearest to what it leaves, so that an error can be told in hundredths of an ulp.
Numbers are written as the hexadecimal digits of their bits.
"""

import ctypes
import json
import math
import os
import random
import struct
import sys
from pathlib import Path

import mpmath

TUNABLES = "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2"
if os.environ.get("GLIBC_TUNABLES") != TUNABLES:
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "GLIBC_TUNABLES": TUNABLES})

mpmath.mp.prec = 1300
draw = random.Random(1)


def bits32(x):
    return struct.pack(">f", x).hex()


def bits64(x):
    return struct.pack(">d", x).hex()


def float32(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def from_bits32(bits):
    return struct.unpack("f", struct.pack("I", bits))[0]


def expf_cases():
    expf = ctypes.CDLL("libm.so.6").expf
    expf.restype, expf.argtypes = ctypes.c_float, [ctypes.c_float]
    edges = [88.72283, 88.72284, -87.33654, -87.33655, -103.27893, -103.97207, -103.97208, -103.97209, -104.0, 89.0, 1e30, -1e30]
    fused_differs = [float.fromhex("-0x1.f8cbb2p+5")]
    special = [0.0, -0.0, math.inf, -math.inf, math.nan, 1.0, -1.0, from_bits32(1), from_bits32(0x80000001), from_bits32(0x007FFFFF)]
    drawn = [draw.uniform(-104, 89) for _ in range(60)] + [draw.gauss(0, 3) for _ in range(60)] + [-(10 ** draw.uniform(-9, 0)) for _ in range(20)]
    return [[bits32(x), bits32(expf(x))] for x in map(float32, special + edges + fused_differs + drawn)]


def exact_cases(function, inputs):
    cases = []
    for x in inputs:
        exact = function(mpmath.mpf(x))
        cases.append([bits64(x), bits64(float(exact)), bits64(float(exact - mpmath.mpf(float(exact))))])
    return cases


def log_uniform(low, high, count):
    return [10 ** draw.uniform(low, high) for _ in range(count)]


near_one = [1 + s * e for e in log_uniform(-16, -1.5, 20) for s in (1, -1)]
angles = (
    [draw.uniform(-8, 8) for _ in range(40)]
    + [draw.uniform(-1e5, 1e5) for _ in range(40)]
    + [float(k * mpmath.pi / 2) for k in [1, 2, 3, 4, 5, 6, 7, 8, 31, 1000, 12345, 63661]]
    + [float(k * mpmath.pi / 4) for k in [1, 3, 5, 7, 9]]
    + [5.319372648326541e255, 6381956970095103 * 2.0**797, 1e22, 1e6, 1000000.5, 2.0**52 + 1, 2.0**53, 1.7976931348623157e308]
    + log_uniform(-12, 0, 10)
)
inputs = {
    "exp": [draw.uniform(-708, 709.7) for _ in range(60)] + [draw.gauss(0, 1) for _ in range(60)] + log_uniform(-18, -1, 10) + [709.782712893384, -708.39, 1.0, 0.0],
    "log": [draw.random() for _ in range(60)] + near_one + log_uniform(-307, 308, 60) + [5e-324, 2.2250738585072014e-308, 0.6875, 1.375, 0.999999999, 2.0, 1.7976931348623157e308],
    "sin": angles,
    "cos": angles,
}
reference = {"exp32": expf_cases()} | {name: exact_cases(getattr(mpmath, name), xs) for name, xs in inputs.items()}
cube_inputs = log_uniform(-307, 308, 60) + [-x for x in log_uniform(-2, 2, 20)] + [5e-324, 1e-310, 2.2250738585072014e-308, 1.7976931348623157e308, 27.0, 0.001]
reference["cbrt"] = exact_cases(lambda x: mpmath.sign(x) * mpmath.cbrt(abs(x)), cube_inputs)


def power_cases():
    bases = log_uniform(-300, 300, 60) + log_uniform(-1, 1, 60) + [x for x in near_one if x != 1]
    pairs = [(x, draw.uniform(-700, 700) / float(abs(mpmath.log(x)))) for x in bases]
    pairs += [(x, draw.uniform(-3, 3)) for x in log_uniform(-10, 10, 60)]
    pairs += [(0.96, 0.004 * t) for t in (1, 250, 10**6)] + [(1 + 1e-4 * t, 0.75) for t in (1, 1000, 10**7)]
    pairs += [(0.999, t) for t in (1, 2, 1000, 700000)] + [(-1.5, 3.0), (-1.5, 4.0), (-1.5, -301.0), (4.0, 0.5), (10.0, 22.0)]
    cases = []
    for x, y in pairs:
        exact = mpmath.mpf(x) ** mpmath.mpf(y)
        cases.append([bits64(x), bits64(float(exact)), bits64(float(exact - mpmath.mpf(float(exact)))), bits64(y)])
    return cases


reference["pow"] = power_cases()


def log_entry(j):
    """ln c for c = 1/invc, invc = round(2^23 / j) / 2^16 the 16-bit reciprocal of j/128, split at bit 2^-42."""
    exact = -mpmath.log(mpmath.mpf((2**24 // j + 1) // 2) / 2**16)
    high = mpmath.nint(exact * 2**42) / 2**42
    return [bits64(float(high)), bits64(float(exact - high))]


def power_entry(i):
    """2^(i/32) as a float64, and what it lacks, relatively."""
    exact = mpmath.mpf(2) ** (mpmath.mpf(i) / 32)
    high = float(exact)
    return [bits64(high), bits64(float(exact - mpmath.mpf(high)) / high)]


reference["tables.EXP2"] = [power_entry(i) for i in range(32)]
reference["tables.LOG_C"] = [log_entry(j) for j in range(88, 177)]
lines = ",\n".join(f'"{name}": [\n' + ",\n".join(json.dumps(case) for case in cases) + "\n]" for name, cases in reference.items())
Path(__file__).with_name("reference.json").write_text("{\n" + lines + "\n}\n")
