"""Scores of made-up appraisals by every protocol, with numpy and scipy, from the definitions and without the Java code."""

import json
import pathlib

import numpy
from scipy import linalg, spatial, special, stats

from streams import symmetric, uniform

FEATURES, CLASSES = 16, 10
PROTOCOLS = {"n500": (500, 500), "n10000": (10_000, 10_000), "batch32": (4_000, 32)}
OUT = pathlib.Path(__file__).parent.parent / "resources" / "parity" / "scores.json"


def features(name, count, shift):
    """Neighbouring features are correlated, later ones vary more, none is below 0."""
    s = symmetric(name + "/features", [count, FEATURES]).numpy()
    before = numpy.hstack([numpy.zeros([count, 1]), s[:, :-1]])
    values = (s + before) * numpy.arange(1, FEATURES + 1) / 8 + shift
    return numpy.maximum(values, 0).astype(numpy.float32).astype(numpy.float64)


def probabilities(name, count, weights):
    u = uniform(name + "/probabilities", [count, CLASSES]).numpy()
    chances = u * u * u * u * weights
    total = numpy.zeros(count)
    for column in chances.T:  # in this order, as Java sums
        total += column
    return (chances / total[:, None]).astype(numpy.float32).astype(numpy.float64)


def frechet(x, y):
    c, d = numpy.cov(x.T), numpy.cov(y.T)
    shift = x.mean(0) - y.mean(0)
    return shift @ shift + numpy.trace(c + d - 2 * linalg.sqrtm(c @ d).real)


def kernel_estimate(x, y):
    n = len(x)
    k = lambda a, b: (a @ b.T / FEATURES + 1) ** 3
    among = lambda a: (k(a, a).sum() - numpy.trace(k(a, a))) / (n * (n - 1))
    return among(x) + among(y) - 2 * k(x, y).mean()


def inside(queries, points):
    radii = numpy.sort(spatial.distance.cdist(points, points), axis=1)[:, 3]  # the first is the point itself
    return (spatial.distance.cdist(queries, points) <= radii).any(axis=1).mean()


def shares(p):
    return numpy.bincount(p.argmax(1), minlength=CLASSES) / len(p)


def slice_of(values, number, size):
    """The real images opposite: slice after slice, then from the front again."""
    size = min(size, len(values))
    start = number % (len(values) // size) * size
    return values[start : start + size]


def nearest(x, training):
    return spatial.cKDTree(training).query(x)[0].mean()


def scores(x, p, batch, real, real_p, training):
    starts = range(0, len(x), batch)
    subset = min(100, batch)
    estimates = [
        kernel_estimate(x[i * subset : (i + 1) * subset], slice_of(real, i, subset)) for i in range(len(x) // subset)
    ]
    precision, recall = [], []
    for i, start in enumerate(starts):
        some_real = slice_of(real, i, batch)
        some = x[start : start + len(some_real)]
        precision.append(inside(some, some_real))
        recall.append(inside(some_real, some))
    return {
        "mnistScore": numpy.mean(
            [numpy.exp(special.rel_entr(q, q.mean(0)).sum(1).mean()) for q in (p[s : s + batch] for s in starts)]
        ),
        "frechetDistance": numpy.mean([frechet(x[s : s + batch], real) for s in starts]),
        "kernelDistance": numpy.mean(estimates),
        "kernelDistanceError": stats.sem(estimates),
        "precision": numpy.mean(precision),
        "recall": numpy.mean(recall),
        "digitHistogram": list(shares(p)),
        "histogramDistance": abs(shares(p) - shares(real_p)).sum() / 2,
        "missingDigits": int((shares(p) < shares(real_p) / 10).sum()),
        "meanConfidence": p.max(1).mean(),
        "memorisation": nearest(x, training) / nearest(real, training),
    }


def main():
    real = features("real", 700, 0.5)
    real_p = probabilities("real", 700, numpy.ones(CLASSES))
    training = features("training", 900, 0.5)
    x = features("generated", 10_000, 0.625)
    p = probabilities("generated", 10_000, numpy.arange(1, CLASSES + 1))
    results = {
        name: scores(x[:samples], p[:samples], batch, real, real_p, training)
        for name, (samples, batch) in PROTOCOLS.items()
    }
    OUT.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
