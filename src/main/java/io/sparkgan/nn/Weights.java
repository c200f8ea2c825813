package io.sparkgan.nn;

import io.sparkgan.nn.onednn.Pass;
import io.sparkgan.nn.onednn.Reorder;
import io.sparkgan.nn.onednn.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.dnnl.memory;

/**
 * A layer's weights as DL4J has them, and copies of them in the formats that primitives want, made
 * when they are needed first after the weights have changed.
 */
final class Weights {
  private final Tensor values;
  private final Tensor gradient;
  private final Pass prepare;
  private final Pass conclude;
  private final List<Packed> packed = new ArrayList<>();

  /**
   * Weights that primitives take as they are in DL4J, but for their format.
   *
   * @param values a view of the parameters
   * @param gradient a view of the gradient
   */
  Weights(Tensor values, Tensor gradient) {
    this(values, gradient, Pass.NOTHING, Pass.NOTHING);
  }

  /**
   * Weights that are made of parameters.
   *
   * @param prepare makes the values of the parameters
   * @param conclude makes the parameters' gradient of that by the values
   */
  Weights(Tensor values, Tensor gradient, Pass prepare, Pass conclude) {
    this.values = values;
    this.gradient = gradient;
    this.prepare = prepare;
    this.conclude = conclude;
  }

  /** The parameters may have changed. */
  void renew() {
    prepare.run();
    packed.forEach(Packed::renew);
  }

  /** The weights in a format; see {@link Packed#before}. */
  Packed packed(memory.desc wanted) {
    return packed(wanted, values.format());
  }

  /**
   * The same, of weights seen with other dimensions.
   *
   * @param seen a format of the values as they lie
   */
  Packed packed(memory.desc wanted, memory.desc seen) {
    for (Packed known : packed) {
      if (known.tensor.format().equals(wanted)) {
        return known;
      }
    }
    Tensor source = values.as(seen);
    boolean asTheyAre = seen.equals(wanted);
    Tensor tensor = asTheyAre ? source : Tensor.of(wanted);
    Packed made = new Packed(tensor, asTheyAre ? Pass.NOTHING : Reorder.between(source, tensor));
    packed.add(made);
    return made;
  }

  /** What it holds: the values and all copies of them. */
  Stream<Tensor> tensors() {
    return Stream.concat(
        Stream.concat(Stream.of(values, gradient), prepare.tensors()),
        packed.stream().map(Packed::tensor));
  }

  /** Where a primitive puts a gradient of a format; {@link Target#store} after that. */
  Target target(memory.desc made) {
    return target(made, gradient.format());
  }

  /**
   * The same, of a gradient made with other dimensions.
   *
   * @param seen DL4J's view with these dimensions
   */
  Target target(memory.desc made, memory.desc seen) {
    Tensor view = gradient.as(seen);
    boolean asItIs = seen.equals(made);
    Tensor tensor = asItIs ? view : Tensor.of(made);
    Pass store = asItIs ? Pass.NOTHING : Reorder.between(tensor, view);
    return new Target(tensor, store.then(conclude));
  }

  /**
   * Room for a gradient.
   *
   * @param store brings it into DL4J's view
   */
  record Target(Tensor tensor, Pass store) {}

  /** The weights in one format. */
  static final class Packed {
    private final Tensor tensor;
    private final Pass pack;
    private boolean stale = true;

    private Packed(Tensor tensor, Pass pack) {
      this.tensor = tensor;
      this.pack = pack;
    }

    private void renew() {
      stale = true;
    }

    Tensor tensor() {
      return tensor;
    }

    /** Work that needs the weights as they are now. */
    Pass before(Pass work) {
      Pass refresh = this::refresh;
      return refresh.then(work);
    }

    private void refresh() {
      if (stale) {
        pack.run();
        stale = false;
      }
    }
  }
}
