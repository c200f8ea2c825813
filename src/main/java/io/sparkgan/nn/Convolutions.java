package io.sparkgan.nn;

import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.Padding;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;

/** A recipe's convolutions as DL4J's layers, whoever computes them. */
public final class Convolutions {
  private Convolutions() {}

  /** Of images of so many channels. */
  public static ConvolutionLayer.Builder of(LayerSpec.Convolution spec, int channels) {
    ConvolutionLayer.Builder builder =
        new ConvolutionLayer.Builder(spec.kernel(), spec.kernel()).nOut(spec.filters());
    return bordered(builder, channels, spec.stride(), spec.padding()).hasBias(spec.bias());
  }

  /** Of images of so many channels. */
  public static Deconvolution2D.Builder of(LayerSpec.TransposedConvolution spec, int channels) {
    Deconvolution2D.Builder builder =
        new Deconvolution2D.Builder(spec.kernel(), spec.kernel()).nOut(spec.filters());
    return bordered(builder, channels, spec.stride(), spec.padding()).hasBias(spec.bias());
  }

  private static <B extends ConvolutionLayer.BaseConvBuilder<B>> B bordered(
      B builder, int channels, int stride, Padding padding) {
    builder.setStride(new int[] {stride, stride});
    builder.nIn(channels);
    if (padding instanceof Padding.Zeros zeros) {
      builder.setPadding(new int[] {zeros.count(), zeros.count()});
      return builder.convolutionMode(ConvolutionMode.Truncate);
    }
    return builder.convolutionMode(ConvolutionMode.Same);
  }
}
