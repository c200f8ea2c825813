"""The layers of the recipes as functions of double tensors; images are NCHW.

A layer knows its parameters (name to shape) and its output's shape, both without the batch; `values` are its parameters.
"""

import math
from dataclasses import dataclass
from typing import Callable

import torch
from torch.nn import functional


class Layer:
    counted = True

    def parameters(self, shape):
        return {}

    def output(self, shape):
        return shape


@dataclass
class Dense(Layer):
    units: int
    bias: bool = True

    def parameters(self, shape):
        return {"W": (shape[0], self.units)} | ({"b": (self.units,)} if self.bias else {})

    def output(self, shape):
        return (self.units,)

    def forward(self, x, values):
        return x @ values["W"] + values.get("b", 0)


def same_border(size, kernel, stride):
    """TensorFlow's "same": zeros before and after, so that the output is ceil(size / stride); an odd one goes after."""
    total = max((math.ceil(size / stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


@dataclass
class Convolution(Layer):
    filters: int
    kernel: int
    stride: int
    padding: object = "same"
    bias: bool = True

    def border(self, size):
        return same_border(size, self.kernel, self.stride) if self.padding == "same" else (self.padding, self.padding)

    def parameters(self, shape):
        weights = {"W": (self.filters, shape[0], self.kernel, self.kernel)}
        return weights | ({"b": (self.filters,)} if self.bias else {})

    def output(self, shape):
        return (self.filters, *((n + sum(self.border(n)) - self.kernel) // self.stride + 1 for n in shape[1:]))

    def forward(self, x, values):
        padded = functional.pad(x, (*self.border(x.shape[3]), *self.border(x.shape[2])))
        return functional.conv2d(padded, values["W"], values.get("b"), self.stride)


@dataclass
class TransposedConvolution(Layer):
    """The gradient, by its input, of the convolution from this layer's output to this layer's input."""

    filters: int
    kernel: int
    stride: int
    padding: object = "same"
    bias: bool = True

    def size(self, n):
        if self.padding == "same":
            return n * self.stride
        return (n - 1) * self.stride + self.kernel - 2 * self.padding

    def parameters(self, shape):
        weights = {"W": (shape[0], self.filters, self.kernel, self.kernel)}
        return weights | ({"b": (self.filters,)} if self.bias else {})

    def output(self, shape):
        return (self.filters, *map(self.size, shape[1:]))

    def forward(self, x, values):
        whole = functional.conv_transpose2d(x, values["W"], values.get("b"), self.stride)
        convolution = Convolution(x.shape[1], self.kernel, self.stride, self.padding)
        for axis in (2, 3):
            size = self.size(x.shape[axis])
            whole = whole.narrow(axis, convolution.border(size)[0], size)
        return whole


@dataclass
class BatchNorm(Layer):
    """Keras' batch norm; the biased variance of the batch is used for both the output and the running variance."""

    momentum: float
    epsilon: float
    scale: bool = True
    always_batch: bool = False

    def parameters(self, shape):
        return dict.fromkeys(("gamma", "beta", "mean", "var"), (shape[0],))

    def statistics(self, x):
        """Over batch and positions."""
        others = [axis for axis in range(x.dim()) if axis != 1]
        return x.mean(others), x.var(others, unbiased=False)

    def forward(self, x, values, statistics):
        mean, variance = (v.reshape(1, -1, *[1] * (x.dim() - 2)) for v in statistics)
        gamma, beta = (values[n].reshape(mean.shape) for n in ("gamma", "beta"))
        return gamma * (x - mean) / torch.sqrt(variance + self.epsilon) + beta

    def moved(self, running, batch):
        return self.momentum * running + (1 - self.momentum) * batch


@dataclass
class Activation(Layer):
    function: Callable

    def forward(self, x, values):
        return self.function(x)


def leaky_relu(slope):
    return Activation(lambda x: torch.where(x > 0, x, slope * x))


def relu():
    return Activation(torch.relu)


def tanh():
    return Activation(torch.tanh)


def sigmoid():
    return Activation(torch.sigmoid)


@dataclass
class Dropout(Layer):
    """Inverted: survivors are divided by the probability to survive."""

    rate: float


@dataclass
class AveragePool(Layer):
    size: int

    def output(self, shape):
        return (shape[0], *(n // self.size for n in shape[1:]))

    def forward(self, x, values):
        return functional.avg_pool2d(x, self.size)


@dataclass
class Upsample(Layer):
    """Each pixel repeated."""

    factor: int

    def output(self, shape):
        return (shape[0], *(n * self.factor for n in shape[1:]))

    def forward(self, x, values):
        return x.repeat_interleave(self.factor, 2).repeat_interleave(self.factor, 3)


@dataclass
class BilinearResize(Layer):
    """TensorFlow 1's coordinates: row y looks at y * in / out, between that row and the next, of which the last is clamped."""

    height: int
    width: int

    def output(self, shape):
        return (shape[0], self.height, self.width)

    def forward(self, x, values):
        return self.along(self.along(x, 2, self.height), 3, self.width)

    def along(self, x, axis, out):
        size = x.shape[axis]
        place = torch.arange(out, dtype=x.dtype) * (size / out)
        before = place.floor().long()
        after = (before + 1).clamp(max=size - 1)
        share = (place - before).reshape([-1 if i == axis else 1 for i in range(4)])
        return x.index_select(axis, before) * (1 - share) + x.index_select(axis, after) * share


@dataclass
class Reshape(Layer):
    channels: int
    height: int
    width: int
    counted = False

    def output(self, shape):
        return (self.channels, self.height, self.width)

    def forward(self, x, values):
        return x.reshape(len(x), self.channels, self.height, self.width)


class Flatten(Layer):
    counted = False

    def output(self, shape):
        return (math.prod(shape),)

    def forward(self, x, values):
        return x.flatten(1)
