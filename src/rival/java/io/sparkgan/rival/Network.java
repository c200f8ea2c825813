package io.sparkgan.rival;

import static org.bytedeco.pytorch.global.torch.leaky_relu;
import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.sigmoid;
import static org.bytedeco.pytorch.global.torch.tanh;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.BatchNorm1dImpl;
import org.bytedeco.pytorch.BatchNorm2dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.ConvTranspose2dImpl;
import org.bytedeco.pytorch.ConvTranspose2dOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.LinearOptions;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A network of PyTorch's, layer by layer in training mode; images are batch, channel, row, column.
 */
final class Network extends Module {
  private static final long KERNEL = 5;
  private final List<UnaryOperator<Tensor>> layers = new ArrayList<>();

  Network(String name) {
    super(name);
  }

  Tensor forward(Tensor input) {
    Tensor x = input;
    for (UnaryOperator<Tensor> layer : layers) {
      x = layer.apply(x);
    }
    return x;
  }

  Network dense(long in, long out, boolean bias) {
    LinearOptions options = new LinearOptions(in, out);
    options.bias().put(bias);
    return with(register_module(next(), new LinearImpl(options))::forward);
  }

  /** Padded so that only the stride makes the image smaller. */
  Network convolution(long in, long out, long stride) {
    Conv2dOptions options = new Conv2dOptions(in, out, both(KERNEL));
    options.stride().put(both(stride));
    options.padding().put(both(KERNEL / 2));
    return with(register_module(next(), new Conv2dImpl(options))::forward);
  }

  /** Cut so that only the stride makes the image larger. */
  Network transposed(long in, long out, long stride) {
    ConvTranspose2dOptions options = new ConvTranspose2dOptions(in, out, both(KERNEL));
    options.stride().put(both(stride));
    options.padding().put(both(KERNEL / 2));
    options.output_padding().put(both(stride - 1));
    options.bias().put(false);
    ConvTranspose2dImpl layer = register_module(next(), new ConvTranspose2dImpl(options));
    return with(x -> layer.forward(x));
  }

  Network normOfUnits(long units) {
    return with(register_module(next(), new BatchNorm1dImpl(new BatchNormOptions(units)))::forward);
  }

  Network normOfChannels(long channels) {
    return with(
        register_module(next(), new BatchNorm2dImpl(new BatchNormOptions(channels)))::forward);
  }

  Network leaky(double slope) {
    return with(x -> leaky_relu(x, new Scalar(slope)));
  }

  Network rectified() {
    return with(x -> relu(x));
  }

  Network hyperbolic() {
    return with(x -> tanh(x));
  }

  Network logistic() {
    return with(x -> sigmoid(x));
  }

  Network dropout(double rate) {
    return with(x -> torch.dropout(x, rate, true));
  }

  Network twiceAsLarge() {
    return with(x -> repeated(repeated(x, 2), 3));
  }

  Network image(long channels, long size) {
    return with(x -> x.view(-1, channels, size, size));
  }

  Network flat() {
    return with(x -> x.flatten(1, -1));
  }

  private Network with(UnaryOperator<Tensor> layer) {
    layers.add(layer);
    return this;
  }

  private String next() {
    return "layer" + layers.size();
  }

  private static Tensor repeated(Tensor x, long dimension) {
    return x.repeat_interleave(2, new LongOptional(dimension), new LongOptional());
  }

  private static LongPointer both(long value) {
    return new LongPointer(value, value);
  }
}
