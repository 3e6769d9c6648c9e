"""Makes fits.json with scipy: curves, what curve_fit finds, and lines through logarithms.

Needs numpy and scipy; run it in this folder.  g2 = a * exp(-2 * (t / tau)**c) + d, as in
pyXpcsViewer.
"""

import json

import numpy as np
import scipy
from scipy.optimize import curve_fit

TIGHT = {"ftol": 1e-14, "xtol": 1e-14, "gtol": 1e-14, "maxfev": 100000}


def decay(t, a, tau, c, d):
    return a * np.exp(-2 * (t / tau) ** c) + d


def delays(frames):
    """The delays of a multi-tau correlation with four of a level."""
    taus, step = [1, 2, 3, 4], 1
    while True:
        for k in range(5, 9):
            if k * step >= (frames // step) * step:
                return np.array(taus, float)
            taus.append(k * step)
        step *= 2


def fit(case, rng):
    t = delays(case["frames"]) * case["seconds"]
    true = case["true"]
    sigma = case["noise"] * (1 + rng.random(t.size)) * np.sqrt(1 + t / t[-1] * 8)
    y = decay(t, *true) + sigma * case["underestimated"] * rng.standard_normal(t.size)
    free = [i for i in range(4) if i not in case["fixed"]]

    def model(x, *p):
        q = list(true)
        for i, v in zip(free, p):
            q[i] = v
        return decay(x, *q)

    out = {
        "name": case["name"],
        "delays": t.tolist(),
        "values": y.tolist(),
        "errors": sigma.tolist(),
        "fixed": {str(i): true[i] for i in case["fixed"]},
        "free": free,
    }
    for absolute in (True, False):
        best, cov = curve_fit(
            model, t, y, p0=[true[i] for i in free], sigma=sigma,
            absolute_sigma=absolute, **TIGHT)
        out["parameters"] = best.tolist()
        out["given" if absolute else "scatter"] = np.sqrt(np.diag(cov)).tolist()
    residual = (y - model(t, *best)) / sigma
    out["chi_square"] = float(residual @ residual)
    return out


def line(rng, name, n, count, noise):
    q = np.geomspace(0.002, 0.03, count)
    tau = 1 / (250 * q**n)
    error = tau * noise * (1 + rng.random(count))
    tau = tau * np.exp(noise * rng.standard_normal(count))
    weight = error / tau
    best, cov = curve_fit(
        lambda x, a, m: a - m * x, np.log(q), np.log(tau), sigma=weight, absolute_sigma=True)
    d, dcov = curve_fit(
        lambda x, ln_d: -ln_d - 2 * x, np.log(q), np.log(tau), sigma=weight, p0=[5.0],
        absolute_sigma=True)
    return {
        "name": name, "q": q.tolist(), "tau": tau.tolist(), "error": error.tolist(),
        "log_prefactor": best[0], "exponent": best[1],
        "log_prefactor_error": cov[0, 0] ** 0.5, "exponent_error": cov[1, 1] ** 0.5,
        "diffusion": float(np.exp(d[0])),
        "diffusion_error": float(np.exp(d[0]) * dcov[0, 0] ** 0.5),
    }


def case(name, true, frames=2000, seconds=1.0, noise=1e-3, fixed=(), underestimated=1.0):
    return {"name": name, "true": list(true), "frames": frames, "seconds": seconds,
            "noise": noise, "fixed": list(fixed), "underestimated": underestimated}


def main():
    rng = np.random.Generator(np.random.PCG64(20240611))
    cases = [
        case("simple", (0.3, 40.0, 1.0, 1.0), fixed=(2,)),
        case("simple_fast_in_seconds", (0.12, 3e-4, 1.0, 1.02), seconds=2e-5, fixed=(2,)),
        case("simple_baseline_given", (0.2, 900.0, 1.0, 1.0), fixed=(2, 3)),
        case("stretched", (0.25, 60.0, 0.6, 1.01)),
        case("compressed", (0.18, 200.0, 1.6, 1.0)),
        case("stretched_contrast_given", (0.3, 20.0, 0.8, 1.0), fixed=(0,)),
        case("simple_errors_too_small", (0.3, 40.0, 1.0, 1.0), fixed=(2,), underestimated=4.0),
        case("short_series", (0.4, 5.0, 1.0, 1.0), frames=24, noise=4e-3, fixed=(2,)),
    ]
    result = {
        "made_with": f"numpy {np.__version__}, scipy {scipy.__version__}",
        "decays": [fit(one, rng) for one in cases],
        "lines": [
            line(rng, "diffusion", 2.0, 12, 0.03),
            line(rng, "ballistic", 1.0, 5, 0.1),
            line(rng, "two", 1.7, 2, 0.02),
        ],
    }
    with open("fits.json", "w") as out:
        json.dump(result, out, indent=1)
        out.write("\n")


main()
