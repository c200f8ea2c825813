package io.sparkgan.gan;

import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.Loss.Regularisation;
import io.sparkgan.config.Recipe;
import io.sparkgan.gan.Network.Wanted;
import io.sparkgan.nn.Layers;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** From images, or packs of them, to logits; kept smooth as the recipe says. */
final class Discriminator {
  /** A slope so much less than another is not made larger again. */
  private static final double SMALLEST = 1e-6;

  private final Network network;
  private final DiscriminatorInput input;
  private final Optional<SpectralNorm> spectralNorm;
  private final double weightClip;
  private final boolean judgesEachAlone;

  Discriminator(Recipe recipe, Layers layers) {
    Regularisation regularisation = recipe.loss().regularisation();
    network = new Network(recipe.discriminator(), recipe.discriminatorInput(), layers);
    input = new DiscriminatorInput(recipe);
    spectralNorm =
        regularisation.spectralNorm()
            ? Optional.of(new SpectralNorm(network.model()))
            : Optional.empty();
    weightClip = regularisation.weightClip();
    judgesEachAlone =
        recipe.discriminator().layers().stream().noneMatch(LayerSpec.BatchNorm.class::isInstance);
  }

  Network network() {
    return network;
  }

  /** In training mode: batch statistics, dropout. */
  Logits train(Images images) {
    return Logits.of(network.train(input.encode(images)));
  }

  /** {@link #train} with the dropout, and the signs at rectifiers, of the last such pass. */
  Logits trainAgain(Images images) {
    return Logits.of(network.trainAgain(input.encode(images)));
  }

  /** In inference mode: running statistics, no dropout. */
  Logits infer(Images images) {
    return Logits.of(network.infer(input.encode(images)));
  }

  /**
   * Propagates the derivative of the loss by each logit of the last pass in training mode; the
   * gradient by the parameters is in {@link #gradient()}.
   *
   * @return the gradient by the images, [images, channels, height, width]
   */
  INDArray backward(double[] byLogits) {
    return input.pixelGradient(network.backward(column(byLogits), Wanted.BOTH));
  }

  /** Only the gradient by the images; {@link #gradient()} is not to be used afterwards. */
  INDArray backwardToImages(double[] byLogits) {
    return input.pixelGradient(network.backward(column(byLogits), Wanted.BY_INPUT));
  }

  /** Only the gradient by the parameters. */
  void backwardToParameters(double[] byLogits) {
    network.backward(column(byLogits), Wanted.BY_PARAMETERS);
  }

  /**
   * The gradient by the parameters of one loss, in {@link #gradient()}, and by the images of
   * another, of which the derivatives by each logit are given. A logit is one number, so where a
   * pack's depends on no other pack both gradients by its images differ by a factor, and one pass
   * gives both.
   *
   * @return the gradient by the images, [images, channels, height, width]
   */
  INDArray backward(double[] ofParameters, double[] ofImages) {
    if (!judgesEachAlone || !areFactors(ofParameters, ofImages)) {
      INDArray byImages = backwardToImages(ofImages);
      backwardToParameters(ofParameters);
      return byImages;
    }
    double[] factors = new double[ofImages.length];
    Arrays.setAll(factors, i -> ofImages[i] / ofParameters[i]);
    INDArray byInput = network.backward(column(ofParameters), Wanted.BOTH);
    byInput.reshape('c', factors.length, -1).muliColumnVector(column(factors));
    return input.pixelGradient(byInput);
  }

  /** Whether one can be had from the other without loss. */
  private static boolean areFactors(double[] from, double[] to) {
    return IntStream.range(0, from.length)
        .allMatch(i -> Math.abs(from[i]) > SMALLEST * Math.abs(to[i]));
  }

  private INDArray column(double[] values) {
    return Nd4j.createFromArray(values).castTo(network.dataType()).reshape(values.length, 1);
  }

  /** The gradient of the last backward pass by the parameters; a live view. */
  INDArray gradient() {
    return network.gradient();
  }

  /** One update along {@link #gradient()}. */
  void learn(Optimiser optimiser) {
    spectralNorm.ifPresent(SpectralNorm::remove);
    network.update(optimiser);
    if (weightClip > 0) {
      network.clip(weightClip);
    }
    spectralNorm.ifPresent(SpectralNorm::refresh);
  }

  /** Parameters as the optimiser sees them, without any normalisation. */
  float[] parameters() {
    return spectralNorm
        .map(norm -> norm.without(network::parameters))
        .orElseGet(network::parameters);
  }

  /** Native memory of the network and of what keeps it smooth. */
  long bytes() {
    return network.bytes() + spectralNorm.map(SpectralNorm::bytes).orElse(0L);
  }

  void initialise(WeightInitialiser weights) {
    network.initialise(weights);
    spectralNorm.ifPresent(SpectralNorm::begin);
  }

  void restore(float[] parameters) {
    network.restore(parameters);
    spectralNorm.ifPresent(SpectralNorm::begin);
  }
}
