"""The recipes, written down from their sources."""

from dataclasses import dataclass, field, replace

from layers import (AveragePool, BatchNorm, BilinearResize, Convolution, Dense, Dropout, Flatten, Reshape,
                    TransposedConvolution, Upsample, leaky_relu, relu, sigmoid, tanh)
from optimisers import Adam, RmsProp


@dataclass(frozen=True)
class Recipe:
    """`quirks`: the fields that are otherwise in the faithful variant."""

    name: str
    pixels: str
    latent: int
    generator_turn: str
    plan: str
    generator: list
    generator_optimiser: object
    discriminator: list
    discriminator_optimiser: object
    real: int = 6
    generated: int = 6
    generator_batch: int = 6
    quirks: dict = field(default_factory=dict)
    first: str = "discriminator"
    per_update: int = 0
    counter: str = "own"
    bias_correction: str = "continued"
    generated_in: str = "training"
    turn_updates: str = "generator"
    discriminator_optimisers: str = "one"
    discriminator_warm_up: int = 0

    def faithful(self):
        return replace(self, **self.quirks)


def unscaled():
    return BatchNorm(0.999, 1e-5, scale=False, always_batch=True)


OREILLY_CNN = Recipe(
    "oreilly-cnn", "unit", 100, "fresh", "separate",
    [Dense(3136), Reshape(1, 56, 56), unscaled(), relu(),
     Convolution(50, 3, 2), unscaled(), relu(), BilinearResize(56, 56),
     Convolution(25, 3, 2), unscaled(), relu(), BilinearResize(56, 56),
     Convolution(1, 1, 2), sigmoid()],
    Adam(1e-4, epsilon=1e-8),
    [Convolution(32, 5, 1), relu(), AveragePool(2),
     Convolution(64, 5, 1), relu(), AveragePool(2),
     Flatten(), Dense(1024), relu(), Dense(1)],
    Adam(3e-4, epsilon=1e-8),
    quirks={"discriminator_optimisers": "per-target", "discriminator_warm_up": 1})

TF_DCGAN = Recipe(
    "tf-dcgan", "symmetric", 100, "reuse", "simultaneous",
    [Dense(12544, bias=False), BatchNorm(0.99, 1e-3), leaky_relu(0.3), Reshape(256, 7, 7),
     TransposedConvolution(128, 5, 1, bias=False), BatchNorm(0.99, 1e-3), leaky_relu(0.3),
     TransposedConvolution(64, 5, 2, bias=False), BatchNorm(0.99, 1e-3), leaky_relu(0.3),
     TransposedConvolution(1, 5, 2, bias=False), tanh()],
    Adam(1e-4),
    [Convolution(64, 5, 2), leaky_relu(0.3), Dropout(0.3),
     Convolution(128, 5, 2), leaky_relu(0.3), Dropout(0.3),
     Flatten(), Dense(1)],
    Adam(1e-4))

NUMPY_MLP = Recipe(
    "numpy-mlp", "unit", 100, "reuse", "joint",
    [Dense(512), leaky_relu(0.2), Dense(784), sigmoid(), Reshape(1, 28, 28)],
    Adam(2e-4, beta1=0.5, epsilon=1e-8, form="paper"),
    [Flatten(), Dense(512), relu(), Dense(1)],
    Adam(2e-4, beta1=0.5, epsilon=1e-8, form="paper"),
    first="generator",
    quirks={"per_update": 4, "bias_correction": "per-turn"})

KERAS_MLP = Recipe(
    "keras-mlp", "symmetric", 100, "fresh", "separate",
    [Dense(256), leaky_relu(0.2), BatchNorm(0.8, 1e-3),
     Dense(512), leaky_relu(0.2), BatchNorm(0.8, 1e-3),
     Dense(1024), leaky_relu(0.2), BatchNorm(0.8, 1e-3),
     Dense(784), tanh(), Reshape(1, 28, 28)],
    Adam(2e-4, beta1=0.5),
    [Flatten(), Dense(512), leaky_relu(0.2), Dense(256), leaky_relu(0.2), Dense(1)],
    Adam(2e-4, beta1=0.5),
    real=4, generated=4, generator_batch=8,
    quirks={"counter": "shared", "generated_in": "inference"})

RMSPROP_DCGAN = Recipe(
    "rmsprop-dcgan", "unit", 100, "fresh", "joint",
    [Dense(12544), BatchNorm(0.9, 1e-3), relu(), Reshape(256, 7, 7), Dropout(0.4),
     Upsample(2), TransposedConvolution(128, 5, 1), BatchNorm(0.9, 1e-3), relu(),
     Upsample(2), TransposedConvolution(64, 5, 1), BatchNorm(0.9, 1e-3), relu(),
     TransposedConvolution(32, 5, 1), BatchNorm(0.9, 1e-3), relu(),
     TransposedConvolution(1, 5, 1), sigmoid()],
    RmsProp(1e-4, decay=3e-8),
    [Convolution(64, 5, 2), leaky_relu(0.2), Dropout(0.4),
     Convolution(128, 5, 2), leaky_relu(0.2), Dropout(0.4),
     Convolution(256, 5, 2), leaky_relu(0.2), Dropout(0.4),
     Convolution(512, 5, 1), leaky_relu(0.2), Dropout(0.4),
     Flatten(), Dense(1)],
    RmsProp(2e-4, decay=6e-8),
    quirks={"turn_updates": "both", "generated_in": "inference"})

QUICK_DCGAN = Recipe(
    "quick-dcgan", "symmetric", 64, "reuse", "separate",
    [Dense(512, bias=False), BatchNorm(0.9, 1e-5), relu(),
     Dense(3136, bias=False), Reshape(64, 7, 7), BatchNorm(0.9, 1e-5), relu(),
     TransposedConvolution(32, 4, 2, 1, bias=False), BatchNorm(0.9, 1e-5), relu(),
     TransposedConvolution(1, 4, 2, 1), tanh()],
    Adam(1e-3, beta1=0.5, epsilon=1e-8),
    [Convolution(32, 4, 2, 1), leaky_relu(0.1),
     Convolution(64, 4, 2, 1, bias=False), BatchNorm(0.9, 1e-5), leaky_relu(0.1),
     Flatten(), Dense(512, bias=False), BatchNorm(0.9, 1e-5), leaky_relu(0.1), Dense(1)],
    Adam(2e-4, beta1=0.5, epsilon=1e-8))

RECIPES = (OREILLY_CNN, TF_DCGAN, NUMPY_MLP, KERAS_MLP, RMSPROP_DCGAN, QUICK_DCGAN)
