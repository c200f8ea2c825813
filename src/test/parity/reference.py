#!/usr/bin/env python3
"""Writes what three local steps of each recipe give to src/test/resources/parity; README.md says what and why."""

import json
import math
from pathlib import Path

import torch

from recipes import RECIPES
from training import Training

STEPS = 3
VALUES = 8
GOLDEN = Path(__file__).resolve().parent.parent / "resources" / "parity"


def summary(name, start, end):
    flat = end.detach().flatten()
    count = min(VALUES, len(flat))
    indices = [i * (len(flat) - 1) // max(count - 1, 1) for i in range(count)]
    return {
        "name": name,
        "shape": list(end.shape),
        "sumAtStart": math.fsum(start.flatten().tolist()),
        "sum": math.fsum(flat.tolist()),
        "sumOfSquares": math.fsum((flat * flat).tolist()),
        "indices": indices,
        "values": [flat[i].item() for i in indices],
    }


def golden(recipe, faithful):
    training = Training(recipe.faithful() if faithful else recipe)
    networks = training.generator, training.discriminator
    start = {name: p.detach().clone() for network in networks for name, p in network.parameters.items()}
    steps = [training.step(number) for number in range(STEPS)]
    r = training.recipe
    return {
        "recipe": r.name,
        "faithful": faithful,
        "torch": str(torch.__version__),
        "batch": {"real": r.real, "generated": r.generated, "generator": r.generator_batch, "perUpdate": r.per_update},
        "discriminatorWarmUp": r.discriminator_warm_up,
        "steps": steps,
        "parameters": [summary(name, start[name], p) for network in networks for name, p in network.parameters.items()],
    }


def text(value):
    """JSON with a line for each step and each parameter; a double's repr gives its exact bits back."""
    lines = []
    for key, item in value.items():
        if isinstance(item, list):
            rows = ",\n".join("    " + json.dumps(row) for row in item)
            lines.append(f'  "{key}": [\n{rows}\n  ]')
        else:
            lines.append(f'  "{key}": {json.dumps(item)}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main():
    torch.set_default_dtype(torch.float64)
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for recipe in RECIPES:
        for faithful in [False, True] if recipe.quirks else [False]:
            name = recipe.name + ("-faithful" if faithful else "")
            (GOLDEN / f"{name}.json").write_text(text(golden(recipe, faithful)))
            print(name)


if __name__ == "__main__":
    main()
