"""Local steps of a recipe."""

import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from network import Network
from optimisers import Counter
from streams import symmetric, uniform

IMAGE = (1, 28, 28)


def cross_entropy(logits, target):
    """One per image."""
    return binary_cross_entropy_with_logits(logits, torch.full_like(logits, target), reduction="none")[:, 0]


def gradients(loss, parameters, more_to_come=False):
    return torch.autograd.grad(loss, parameters, retain_graph=more_to_come)


class Training:
    def __init__(self, recipe):
        self.recipe = recipe
        self.generator = Network("generator", (recipe.latent,), recipe.generator, 1000)
        self.discriminator = Network("discriminator", IMAGE, recipe.discriminator, 2000)
        assert self.generator.shape == IMAGE and self.discriminator.shape == (1,)
        shared = Counter()
        counter = (lambda: shared) if recipe.counter == "shared" else Counter
        self.generator_state = recipe.generator_optimiser.state(counter())
        self.real_state = recipe.discriminator_optimiser.state(counter())
        per_target = recipe.discriminator_optimisers == "per-target"
        self.generated_state = recipe.discriminator_optimiser.state(counter()) if per_target else self.real_state
        # Over the discriminator, used in the generator's turn.
        self.opponent_state = recipe.generator_optimiser.state(counter())

    def step(self, number):
        """The losses of one local step, counted from 0."""
        r = self.recipe
        real = (uniform if r.pixels == "unit" else symmetric)(f"real/{number}/0", (r.real, *IMAGE))
        latents = symmetric(f"latents/discriminator/{number}/0", (r.generated, r.latent))
        own = latents if r.generator_turn == "reuse" else symmetric(
            f"latents/generator/{number}", (r.generator_batch, r.latent))
        if r.plan == "simultaneous":
            return self.simultaneous(real, latents)
        losses = {"discriminatorReal": None, "discriminatorGenerated": None, "generator": None}
        turns = [lambda: self.discriminators_turn(real, latents)]
        if number >= r.discriminator_warm_up:
            turns.insert(0 if r.first == "generator" else 1, lambda: self.generators_turn(own))
        for turn in turns:
            losses |= turn()
        return losses

    def simultaneous(self, real, latents):
        """Both gradients from one forward pass of each network on each image, then both updates."""
        images = self.generator.forward(latents, training=True)
        on_real = cross_entropy(self.discriminator.forward(real, training=True), 1.0).mean()
        logits = self.discriminator.forward(images, training=True)
        on_generated, fooled = cross_entropy(logits, 0.0).mean(), cross_entropy(logits, 1.0).mean()
        generators = gradients(fooled, self.generator.trained, more_to_come=True)
        discriminators = gradients(on_real + on_generated, self.discriminator.trained)
        self.update(self.generator, self.generator_state, generators)
        self.update(self.discriminator, self.real_state, discriminators)
        return {"discriminatorReal": on_real.item(), "discriminatorGenerated": on_generated.item(),
                "generator": fooled.item()}

    def discriminators_turn(self, real, latents):
        self.new_turn(self.real_state, self.generated_state)
        images = self.generator.forward(latents, training=self.recipe.generated_in == "training").detach()
        labelled = [(image, 1.0) for image in real], [(image, 0.0) for image in images]
        if self.recipe.plan == "joint":
            losses = self.judge(labelled[0] + labelled[1], self.real_state)
        else:
            losses = torch.cat([self.judge(labelled[0], self.real_state),
                                self.judge(labelled[1], self.generated_state)])
        return {"discriminatorReal": losses[:len(real)].mean().item(),
                "discriminatorGenerated": losses[len(real):].mean().item()}

    def judge(self, labelled, state):
        """Updates the discriminator on images with targets; the loss of each image just before its update."""
        losses = []
        for part in self.parts(labelled):
            logits = self.discriminator.forward(torch.stack([image for image, _ in part]), training=True)
            loss = torch.cat([cross_entropy(logit[None], target) for logit, (_, target) in zip(logits, part)])
            self.update(self.discriminator, state, gradients(loss.mean(), self.discriminator.trained))
            losses.append(loss.detach())
        return torch.cat(losses)

    def generators_turn(self, latents):
        self.new_turn(self.generator_state, self.opponent_state)
        losses = []
        for part in self.parts(latents):
            images = self.generator.forward(part, training=True)
            loss = cross_entropy(self.discriminator.forward(images, training=True), 1.0)
            both = self.recipe.turn_updates == "both"
            generators = gradients(loss.mean(), self.generator.trained, more_to_come=both)
            if both:
                opponents = gradients(loss.mean(), self.discriminator.trained)
                self.update(self.discriminator, self.opponent_state, opponents)
            self.update(self.generator, self.generator_state, generators)
            losses.append(loss.detach())
        return {"generator": torch.cat(losses).mean().item()}

    def parts(self, batch):
        size = self.recipe.per_update or len(batch)
        return [batch[i:i + size] for i in range(0, len(batch), size)]

    def new_turn(self, *states):
        if self.recipe.bias_correction == "per-turn":
            for state in states:
                state.counter.updates = 0

    def update(self, network, state, gradients_of_trained):
        state.update(network.trained, gradients_of_trained)
        network.move_statistics()
