"""Numbers that Java makes again without files: SplitMix64 (java.util.SplittableRandom), started by a name or a seed."""

import hashlib
import math

import numpy
import torch

GOLDEN_GAMMA = numpy.uint64(0x9E3779B97F4A7C15)


def seed_of(name):
    """The first 8 bytes of the SHA-256 of the name."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")


def longs(seed, first, count):
    """What the calls first, first + 1, ... (from 0) of new SplittableRandom(seed).nextLong() return, as unsigned."""
    with numpy.errstate(over="ignore"):
        z = numpy.uint64(seed) + numpy.arange(first + 1, first + count + 1, dtype=numpy.uint64) * GOLDEN_GAMMA
        z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        return z ^ (z >> numpy.uint64(31))


def uniform(name, shape):
    """Numbers in [0, 1) of the named stream, in C order."""
    values = (longs(seed_of(name), 0, math.prod(shape)) >> numpy.uint64(11)).astype(numpy.float64) * 2.0**-53
    return torch.from_numpy(values).reshape(shape)


def symmetric(name, shape):
    """Numbers in [-1, 1) of the named stream, in C order."""
    return 2 * uniform(name, shape) - 1


class DropoutStream:
    """The masks of one dropout layer: 31 bits decide on a value, so a 64-bit draw decides on two."""

    HALF = 2**31 - 1

    def __init__(self, seed, rate):
        keep = 1 - rate
        self.seed = seed
        self.drawn = 0
        self.threshold = int(keep * self.HALF)
        self.survivor = float(numpy.float32(1 / keep))

    def mask(self, shape):
        count = math.prod(shape)
        draws = (count + 1) // 2
        bits = longs(self.seed, self.drawn, draws)
        self.drawn += draws
        low, high = bits & numpy.uint64(self.HALF), bits >> numpy.uint64(33)
        survives = numpy.stack([low, high], axis=1).reshape(-1)[:count] < self.threshold
        return torch.from_numpy(survives * self.survivor).reshape(shape)
