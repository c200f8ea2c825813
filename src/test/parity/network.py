"""A network of named parameters."""

import torch

from layers import BatchNorm, Dropout
from streams import DropoutStream, symmetric, uniform


def start(name, shape, layer):
    kind = name.rsplit("/", 1)[1]
    if kind == "gamma":
        return 1 + 0.1 * symmetric(name, shape) if layer.scale else torch.ones(shape, dtype=torch.float64)
    if kind == "var":
        return 1 + uniform(name, shape)
    return 0.1 * symmetric(name, shape)


class Network:
    """`parameters`: all by name; `trained`: those an optimiser moves, in order; `shape`: the output's, without the batch."""

    def __init__(self, name, shape, layers, dropout_seed):
        self.layers = []
        self.parameters = {}
        self.trained = []
        self.batch_statistics = {}
        index = 0
        for layer in layers:
            prefix = f"{name}/{index}/"
            stream = DropoutStream(dropout_seed + index, layer.rate) if isinstance(layer, Dropout) else None
            self.layers.append((prefix, layer, stream))
            for kind, its_shape in layer.parameters(shape).items():
                self.add(prefix + kind, start(prefix + kind, its_shape, layer), layer)
            shape = layer.output(shape)
            index += layer.counted
        self.shape = shape

    def add(self, name, values, layer):
        kind = name.rsplit("/", 1)[1]
        trained = kind not in ("mean", "var") and not (kind == "gamma" and not layer.scale)
        self.parameters[name] = values.requires_grad_(trained)
        if trained:
            self.trained.append(self.parameters[name])

    def forward(self, x, training):
        """In training mode also draws dropout masks and keeps the batch's statistics for `move_statistics`."""
        for prefix, layer, stream in self.layers:
            values = {kind: self.parameters[prefix + kind] for kind in ("W", "b", "gamma", "beta", "mean", "var")
                      if prefix + kind in self.parameters}
            if isinstance(layer, Dropout):
                x = x * stream.mask(x.shape) if training else x
            elif isinstance(layer, BatchNorm):
                x = layer.forward(x, values, self.statistics(prefix, layer, x, values, training))
            else:
                x = layer.forward(x, values)
        return x

    def statistics(self, prefix, layer, x, values, training):
        if not training and not layer.always_batch:
            return values["mean"], values["var"]
        batch = layer.statistics(x)
        if training:
            self.batch_statistics[prefix] = layer, [v.detach() for v in batch]
        return batch

    def move_statistics(self):
        """With an update: running statistics move towards those of the last forward pass in training mode."""
        for prefix, (layer, batch) in self.batch_statistics.items():
            for kind, value in zip(("mean", "var"), batch):
                self.parameters[prefix + kind] = layer.moved(self.parameters[prefix + kind], value)
