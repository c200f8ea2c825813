"""What the reference rests on, held against other truths: python3 -m unittest"""

import unittest

import torch
from torch.nn import functional

from layers import BatchNorm, BilinearResize, Convolution, TransposedConvolution, same_border
from optimisers import Adam, Counter, RmsProp
from recipes import RECIPES
from streams import DropoutStream, uniform
from training import Training, cross_entropy

torch.set_default_dtype(torch.float64)


class StreamsTest(unittest.TestCase):
    def test_numbers_are_those_of_java(self):
        # Printed by a Java program with java.util.SplittableRandom.
        self.assertEqual(uniform("real/0/0", (3,)).tolist(), [0.9340041534423021, 0.8011064651805162, 0.4295355048946402])

    def test_masks_are_those_of_java_and_go_on(self):
        stream = DropoutStream(2002, 0.3)
        masks = torch.cat([stream.mask((3, 2)), stream.mask((7, 2))]).flatten()
        self.assertEqual([int(m > 0) for m in masks], [int(c) for c in "01111111111011111111"])
        self.assertEqual(masks.max().item(), 1.4285714626312256)


class LayersTest(unittest.TestCase):
    def test_same_border_is_tensorflows(self):
        # (size, kernel, stride): its documentation's formula by hand.
        for arguments, border in {(28, 5, 2): (1, 2), (14, 5, 2): (1, 2), (7, 5, 2): (2, 2), (28, 5, 1): (2, 2),
                                  (56, 3, 2): (0, 1), (56, 1, 2): (0, 0)}.items():
            self.assertEqual(same_border(*arguments), border)

    def test_transposed_convolution_is_the_gradient_of_the_convolution_from_output_to_input(self):
        for kernel, stride, padding, size in [(5, 2, "same", 7), (5, 1, "same", 7), (5, 2, "same", 14), (4, 2, 1, 7)]:
            weights, x = torch.randn(3, 2, kernel, kernel), torch.randn(2, 3, size, size)
            layer = TransposedConvolution(2, kernel, stride, padding, bias=False)
            output = layer.output((3, size, size))
            image = torch.zeros(2, *output, requires_grad=True)
            convolved = Convolution(3, kernel, stride, padding, bias=False).forward(image, {"W": weights})
            expected, = torch.autograd.grad((convolved * x).sum(), image)
            torch.testing.assert_close(layer.forward(x, {"W": weights}), expected)

    def test_bilinear_resize_of_a_row_by_hand(self):
        row = torch.tensor([[[[1.0, 3.0, 7.0]]]])
        self.assertEqual(BilinearResize(1, 6).forward(row, {}).flatten().tolist(), [1, 2, 3, 5, 7, 7])

    def test_batch_norm_agrees_with_torch_up_to_its_unbiased_running_variance(self):
        x, values = torch.randn(6, 4, 3, 3), {n: torch.rand(4) for n in ("gamma", "beta", "mean", "var")}
        layer, mean, variance = BatchNorm(0.9, 1e-3), values["mean"].clone(), values["var"].clone()
        batch = layer.statistics(x)
        expected = functional.batch_norm(x, mean, variance, values["gamma"], values["beta"], True, 0.1, 1e-3)
        torch.testing.assert_close(layer.forward(x, values, batch), expected)
        torch.testing.assert_close(layer.moved(values["mean"], batch[0]), mean)
        torch.testing.assert_close(layer.moved(values["var"], batch[1] * 54 / 53), variance)


class OptimisersTest(unittest.TestCase):
    def follow(self, state, build):
        ours, theirs = torch.ones(5), torch.ones(5, requires_grad=True)
        for t in range(1, 5):
            gradient = torch.randn(5) * 1e-7
            state.update([ours], [gradient])
            optimiser = build(t, theirs)
            theirs.grad = gradient.clone()
            optimiser.step()
        torch.testing.assert_close(ours, theirs.detach(), rtol=1e-12, atol=0)

    def test_adam_of_the_paper_is_torchs(self):
        theirs = []
        self.follow(Adam(0.1, 0.5, 0.999, 1e-7, "paper").state(Counter()), lambda t, p: theirs[0] if theirs else
                    theirs.append(torch.optim.Adam([p], 0.1, (0.5, 0.999), 1e-7)) or theirs[0])

    def test_adam_of_keras_is_torchs_with_a_growing_epsilon(self):
        theirs = []

        def build(t, p):
            if not theirs:
                theirs.append(torch.optim.Adam([p], 0.1, (0.5, 0.999)))
            theirs[0].param_groups[0]["eps"] = 1e-7 / (1 - 0.999**t) ** 0.5
            return theirs[0]

        self.follow(Adam(0.1, 0.5, 0.999, 1e-7).state(Counter()), build)

    def test_rmsprop_is_torchs_with_a_falling_rate(self):
        theirs = []

        def build(t, p):
            if not theirs:
                theirs.append(torch.optim.RMSprop([p], 0.1, 0.9, 1e-7))
            theirs[0].param_groups[0]["lr"] = 0.1 / (1 + 0.5 * (t - 1))
            return theirs[0]

        self.follow(RmsProp(0.1, 0.5, 0.9, 1e-7).state(Counter()), build)


class RecipesTest(unittest.TestCase):
    PARAMETERS = {"oreilly-cnn": (None, 3_265_409), "tf-dcgan": (2_330_944, 212_865), "numpy-mlp": (453_904, 402_433),
                  "keras-mlp": (1_493_520, 533_505), "rmsprop-dcgan": (2_394_241, 4_311_553)}

    def test_networks_have_the_sources_numbers_of_parameters(self):
        for recipe in RECIPES:
            training = Training(recipe)
            found = [sum(p.numel() for p in n.parameters.values()) for n in (training.generator, training.discriminator)]
            for count, expected in zip(found, self.PARAMETERS.get(recipe.name, (None, None))):
                self.assertIn(expected, (count, None), recipe.name)

    def test_the_generators_gradient_through_the_discriminator_agrees_with_finite_differences(self):
        for recipe in RECIPES:
            with self.subTest(recipe.name):
                loss, weights = self.generators_loss(recipe, 0, 0)
                gradient = torch.autograd.grad(loss, weights)[0].flatten()
                place, step = gradient.abs().argmax().item(), 1e-6
                after, before = (self.generators_loss(recipe, place, change)[0].item() for change in (step, -step))
                self.assertAlmostEqual((after - before) / (2 * step) / gradient[place].item(), 1, delta=1e-4)

    def generators_loss(self, recipe, place, change):
        """With the generator's first weights, changed at one place; the same dropout masks each time."""
        training = Training(recipe)
        weights = training.generator.trained[0]
        weights.data.view(-1)[place] += change
        images = training.generator.forward(uniform("latents", (4, recipe.latent)), training=True)
        return cross_entropy(training.discriminator.forward(images, training=True), 1.0).mean(), weights


if __name__ == "__main__":
    unittest.main()
