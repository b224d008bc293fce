#!/usr/bin/env python3
"""Derives every polynomial coefficient of models/base (exp_log.hpp, trigonometric.hpp, error_function.hpp, ...).

Minimax polynomials by the exchange algorithm of Remez in 50 digits; needs mpmath. Each line of the output names the
function, the interval, the largest weighted error of the fit and the coefficients, lowest power first.
"""
import struct
import sys

import mpmath as mp

mp.mp.dps = 50


def remez(function, weight, low, high, degree, sweeps=12):
    """Polynomial p of the degree given that minimises max |weight (p - function)| on [low, high]."""
    low, high = mp.mpf(low), mp.mpf(high)
    count = degree + 2
    nodes = [(low + high) / 2 - (high - low) / 2 * mp.cos(mp.pi * (2 * i + 1) / (2 * count)) for i in range(count)]
    grid_size = 40 * count
    grid = [(low + high) / 2 - (high - low) / 2 * mp.cos(mp.pi * i / grid_size) for i in range(grid_size + 1)]
    values = [function(x) for x in grid]
    weights = [weight(x) for x in grid]
    for _ in range(sweeps):
        matrix, right = mp.matrix(count, count), mp.matrix(count, 1)
        for i, x in enumerate(nodes):
            for k in range(degree + 1):
                matrix[i, k] = x**k * weight(x)
            matrix[i, degree + 1] = (-1) ** i
            right[i] = function(x) * weight(x)
        solution = mp.lu_solve(matrix, right)
        coefficients = [solution[k] for k in range(degree + 1)]
        level = abs(solution[degree + 1])
        errors = [w * (mp.polyval(coefficients[::-1], x) - v) for x, v, w in zip(grid, values, weights)]
        # One extremum per run of equal sign.
        extrema, start = [], 0
        for i in range(1, len(grid) + 1):
            if i == len(grid) or (errors[i] > 0) != (errors[start] > 0):
                best = max(range(start, i), key=lambda j: abs(errors[j]))
                extrema.append(best)
                start = i
        while len(extrema) > count:
            if abs(errors[extrema[0]]) < abs(errors[extrema[-1]]):
                extrema.pop(0)
            else:
                extrema.pop()
        largest = max(abs(e) for e in errors)
        if len(extrema) < count or largest < level * mp.mpf("1.0001"):
            break
        nodes = [grid[i] for i in extrema]
    return coefficients, largest


def text(value, single):
    """Shortest decimal that gives the same double, or the same float."""
    if single:
        rounded = struct.unpack("f", struct.pack("f", float(value)))[0]
        return f"{rounded:.9g}"
    return repr(float(value))


def show(name, function, weight, low, high, degree, single=False):
    coefficients, error = remez(function, weight, low, high, degree)
    print(f"{name} [{mp.nstr(mp.mpf(low), 6)}, {mp.nstr(mp.mpf(high), 6)}] error {mp.nstr(error, 3)}")
    print("    " + ", ".join(text(c, single) for c in coefficients))
    sys.stdout.flush()


def split(name, value, bits, parts):
    """The value as a sum of doubles (or floats); all but the last have the number of bits given."""
    pieces, rest = [], value
    for i in range(parts):
        width = bits if i + 1 < parts else 53
        exponent = int(mp.floor(mp.log(abs(rest), 2))) + 1
        scale = mp.mpf(2) ** (width - exponent)
        piece = mp.nint(rest * scale) / scale
        pieces.append(piece)
        rest -= piece
    print(name, ", ".join(repr(float(p)) for p in pieces))


def exp_tail(x):
    """(exp(x) - 1 - x) / x^2."""
    return mp.fsum(x**k / mp.factorial(k + 2) for k in range(40))


def exp_weight(x):
    """Close to the error relative to exp(x) - 1, but not zero at x = 0."""
    return abs(x) * mp.exp(-x / 2) + mp.mpf("0.003")


def log_tail(z):
    """(log((1+s)/(1-s)) - 2s) / (s^3), z = s^2: sum of 2 z^k / (2k + 3)."""
    return mp.fsum(2 * z**k / (2 * k + 3) for k in range(60))


def sin_tail(z):
    """(sin(r) - r) / r^3, z = r^2."""
    return mp.fsum((-1) ** (k + 1) * z**k / mp.factorial(2 * k + 3) for k in range(30))


def cos_tail(z):
    """(cos(r) - 1 + r^2/2) / r^4, z = r^2."""
    return mp.fsum((-1) ** k * z**k / mp.factorial(2 * k + 4) for k in range(30))


def atan_tail(z):
    """(atan(t) - t) / t^3, z = t^2."""
    return mp.fsum((-1) ** (k + 1) * z**k / (2 * k + 3) for k in range(90))


def erfc_scaled(t):
    """(1 + 2x) exp(x^2) erfc(x) with t = (x - 4) / (x + 4) (the variable of Shepherd and Laframboise 1981)."""
    x = 4 * (1 + t) / (1 - t)
    return (1 + 2 * x) * mp.exp(x * x) * mp.erfc(x)


def erf_tail(z):
    """erf(x) / x, z = x^2."""
    return 2 / mp.sqrt(mp.pi) * mp.fsum((-1) ** k * z**k / (mp.factorial(k) * (2 * k + 1)) for k in range(40))


def stirling(z):
    """x (log Gamma(x) - (x - 1/2) log x + x - log(2 pi) / 2), z = 1 / x^2."""
    if z == 0:
        return mp.mpf(1) / 12
    x = 1 / mp.sqrt(z)
    return x * (mp.loggamma(x) - (x - mp.mpf(1) / 2) * mp.log(x) + x - mp.log(2 * mp.pi) / 2)


def log_gamma_near_two(t):
    """log Gamma(2 + t) / (t (1 + t))."""
    if abs(t) < mp.mpf(10) ** -25:
        return 1 - mp.euler
    return mp.loggamma(2 + t) / (t * (1 + t))


def quantile(s):
    """y > 0 with Phi(-y) = p, where 4 p (1 - p) = exp(-s^2)."""
    e = mp.exp(-s * s)
    log_p = mp.log(e / (2 * (1 + mp.sqrt(1 - e))))
    start = -2 * log_p
    y = mp.sqrt(max(start - mp.log(start * 2 * mp.pi), mp.mpf("0.01")))
    for _ in range(80):
        upper, density = mp.erfc(y / mp.sqrt(2)) / 2, mp.exp(-y * y / 2) / mp.sqrt(2 * mp.pi)
        step = (mp.log(upper) - log_p) * upper / density
        y += step
        if abs(step) < mp.mpf(10) ** -30:
            break
    return y


def quantile_tail(u):
    """quantile(s) / s with u = 4 / (s + 2)."""
    s = 4 / u - 2
    return quantile(s) / s


def quantile_centre(w):
    """quantile / (1/2 - p) with w = -log(4 p (1 - p))."""
    return quantile(mp.sqrt(w)) / (mp.sqrt(1 - mp.exp(-w)) / 2)


def faddeeva(n):
    """Coefficients of Weideman's expansion of w(z), lowest power first: SIAM J. Numer. Anal. 31 (1994) 1497, (27)."""
    scale = mp.sqrt(n / mp.sqrt(2))
    half, points = 2 * n, 4 * n
    samples = [mp.mpf(0)]
    for k in range(1 - half, half):
        t = scale * mp.tan(k * mp.pi / half / 2)
        samples.append(mp.exp(-t * t) * (scale * scale + t * t))
    samples = samples[half:] + samples[:half]
    print("faddeeva: scale " + mp.nstr(scale, 20))
    for k in range(1, n + 1):
        total = mp.fsum(v * mp.expjpi(-2 * mp.mpf(k * j) / points) for j, v in enumerate(samples))
        print("    " + mp.nstr(mp.re(total) / points, 20))


def main():
    faddeeva(40)
    one = lambda x: mp.mpf(1)
    half_log2 = mp.log(2) / 2 * mp.mpf("1.0001")
    split("ln2 ", mp.log(2), 42, 2)
    split("ln2 float", mp.log(2), 15, 3)
    split("pi/2", mp.pi / 2, 53, 3)
    split("pi/2 float", mp.pi / 2, 24, 3)
    for name, value in (("pi/4", mp.pi / 4), ("pi", mp.pi)):
        split(name, value, 53, 2)
        split(name + " float", value, 24, 2)
    # The tail multiplies r^2; its error is measured against exp(r) - 1, which expm1 returns.
    show("exp", exp_tail, exp_weight, -half_log2, half_log2, 9)
    show("exp float", exp_tail, exp_weight, -half_log2, half_log2, 4, True)
    s_max = (mp.sqrt(2) - 1) / (mp.sqrt(2) + 1) * mp.mpf("1.0001")
    show("log", log_tail, lambda z: z / 2, 0, s_max**2, 6)
    show("log float", log_tail, lambda z: z / 2, 0, s_max**2, 2, True)
    quarter = (mp.pi / 4 * mp.mpf("1.0001")) ** 2
    show("sin", sin_tail, lambda z: z, 0, quarter, 5)
    show("sin float", sin_tail, lambda z: z, 0, quarter, 2, True)
    show("cos", cos_tail, lambda z: z * z, 0, quarter, 5)
    show("cos float", cos_tail, lambda z: z * z, 0, quarter, 2, True)
    eighth = (mp.tan(mp.pi / 8) * mp.mpf("1.0001")) ** 2
    show("atan", atan_tail, lambda z: z, 0, eighth, 11)
    show("atan float", atan_tail, lambda z: z, 0, eighth, 4, True)
    nearly_all = mp.mpf(28 - 4) / (28 + 4)
    show("erfc", erfc_scaled, lambda t: 1 / erfc_scaled(t), -1, nearly_all, 22)
    show("erfc float", erfc_scaled, lambda t: 1 / erfc_scaled(t), -1, mp.mpf(11 - 4) / (11 + 4), 10, True)
    show("erf", erf_tail, one, 0, mp.mpf(9) / 16, 10)
    show("erf float", erf_tail, one, 0, mp.mpf(9) / 16, 5, True)
    show("stirling", stirling, one, 0, mp.mpf(1) / 64, 6)
    show("stirling float", stirling, one, 0, mp.mpf(1) / 64, 2, True)
    show("log_gamma", log_gamma_near_two, lambda t: 1 / log_gamma_near_two(t), "-0.5", "0.5", 17)
    show("log_gamma float", log_gamma_near_two, lambda t: 1 / log_gamma_near_two(t), "-0.5", "0.5", 8, True)
    show("quantile tail", quantile_tail, lambda u: (4 / u - 2) ** mp.mpf(1.3), mp.mpf(4) / mp.mpf("29.4"), 1, 9)
    show("quantile centre", quantile_centre, one, mp.mpf("1e-9"), mp.mpf("4.1"), 7)


if __name__ == "__main__":
    main()
