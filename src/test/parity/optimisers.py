"""Optimisers, each with its own state and a counter of updates that it may share."""

from dataclasses import dataclass

import torch


class Counter:
    def __init__(self):
        self.updates = 0

    def next(self):
        self.updates += 1
        return self.updates


@dataclass(frozen=True)
class Adam:
    rate: float
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-7
    form: str = "hat"

    def state(self, counter):
        return AdamState(self, counter)


class AdamState:
    """`hat`: epsilon as TensorFlow and Keras add it, before the bias correction of v; `paper`: after."""

    def __init__(self, adam, counter):
        self.adam, self.counter, self.moments = adam, counter, None

    def update(self, parameters, gradients):
        a, t = self.adam, self.counter.next()
        self.moments = self.moments or [(torch.zeros_like(p), torch.zeros_like(p)) for p in parameters]
        c1, c2 = 1 - a.beta1**t, 1 - a.beta2**t
        with torch.no_grad():
            for p, g, (m, v) in zip(parameters, gradients, self.moments):
                m.copy_(a.beta1 * m + (1 - a.beta1) * g)
                v.copy_(a.beta2 * v + (1 - a.beta2) * g * g)
                if a.form == "hat":
                    p -= a.rate * c2**0.5 / c1 * m / (v.sqrt() + a.epsilon)
                else:
                    p -= a.rate * (m / c1) / ((v / c2).sqrt() + a.epsilon)


@dataclass(frozen=True)
class RmsProp:
    rate: float
    decay: float
    rho: float = 0.9
    epsilon: float = 1e-7

    def state(self, counter):
        return RmsPropState(self, counter)


class RmsPropState:
    """The mean square starts at 0; `decay` is that of the rate: the first update has the whole rate."""

    def __init__(self, rms_prop, counter):
        self.rms_prop, self.counter, self.squares = rms_prop, counter, None

    def update(self, parameters, gradients):
        r = self.rms_prop
        rate = r.rate / (1 + r.decay * (self.counter.next() - 1))
        self.squares = self.squares or [torch.zeros_like(p) for p in parameters]
        with torch.no_grad():
            for p, g, a in zip(parameters, gradients, self.squares):
                a.copy_(r.rho * a + (1 - r.rho) * g * g)
                p -= rate * g / (a.sqrt() + r.epsilon)
