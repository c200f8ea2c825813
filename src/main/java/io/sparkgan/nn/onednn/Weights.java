package io.sparkgan.nn.onednn;

import io.sparkgan.nn.tensor.Formats;
import io.sparkgan.nn.tensor.Numbers;
import io.sparkgan.nn.tensor.Pass;
import io.sparkgan.nn.tensor.Reorder;
import io.sparkgan.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bytedeco.dnnl.memory;

/**
 * A layer's weights as DL4J has them, and copies of them in the formats that primitives want, made
 * when they are needed first after the weights have changed.
 */
final class Weights {
  private final Tensor values;
  private final Pass prepare;
  private final Supplier<Target> gradient;
  private final List<Packed> packed = new ArrayList<>();
  private Optional<memory.desc> way = Optional.empty();
  private boolean prepared;

  /**
   * Weights that primitives take as they are in DL4J, but for their format.
   *
   * @param values a view of the parameters
   * @param gradient a view of the gradient, which DL4J may make later
   */
  Weights(Tensor values, Supplier<Tensor> gradient) {
    this(values, Pass.NOTHING, () -> new Target(gradient.get(), Pass.NOTHING));
  }

  /**
   * Weights that are made of parameters.
   *
   * @param prepare makes the values of the parameters
   * @param gradient where that by the values goes, and how the parameters' is made of it
   */
  Weights(Tensor values, Pass prepare, Supplier<Target> gradient) {
    this.values = values;
    this.prepare = prepare;
    this.gradient = gradient;
  }

  /**
   * Makes copies by way of another, with the pixels of the window outermost: both steps together
   * take a third of the time of the one between formats that are so different.
   */
  Weights byPixels(Numbers numbers) {
    long[] dims = dims();
    long plane = dims[0] * dims[1];
    way =
        Optional.of(
            Formats.strided(dims, new long[] {1, dims[0], dims[3] * plane, plane}, numbers));
    return this;
  }

  private long[] dims() {
    long[] dims = new long[values.format().get_ndims()];
    values.format().get_dims().get(dims);
    return dims;
  }

  /** The parameters may have changed. */
  void renew() {
    prepared = false;
    packed.forEach(Packed::renew);
  }

  private void prepare() {
    if (!prepared) {
      prepare.run();
      prepared = true;
    }
  }

  /** The weights in a format; see {@link Packed#before}. */
  Packed packed(memory.desc wanted) {
    if (way.isEmpty() || way.get().equals(wanted)) {
      return packed(wanted, values.format());
    }
    Packed first = packed(way.get(), values.format());
    return known(wanted, first.tensor, first::update);
  }

  /**
   * The same, of weights seen with other dimensions.
   *
   * @param seen a format of the values as they lie
   */
  Packed packed(memory.desc wanted, memory.desc seen) {
    return known(wanted, values.as(seen), this::prepare);
  }

  private Packed known(memory.desc wanted, Tensor source, Pass before) {
    return find(wanted).orElseGet(() -> pack(wanted, source, before));
  }

  /** Nothing else is made of weights in the same format, whichever way. */
  private Optional<Packed> find(memory.desc wanted) {
    return packed.stream().filter(it -> it.tensor.format().equals(wanted)).findFirst();
  }

  private Packed pack(memory.desc wanted, Tensor source, Pass before) {
    boolean asItIs = source.format().equals(wanted);
    Tensor tensor = asItIs ? source : Tensor.of(wanted);
    Pass pack = asItIs ? Pass.NOTHING : Reorder.between(source, tensor);
    Packed made = new Packed(tensor, before.then(pack));
    packed.add(made);
    return made;
  }

  /**
   * What a pass makes of them.
   *
   * @param from the weights that the pass takes
   * @param how makes the pass, given where its result goes
   */
  Packed made(memory.desc wanted, Packed from, Function<Tensor, Pass> how) {
    Optional<Packed> known = find(wanted);
    if (known.isPresent()) {
      return known.get();
    }
    Tensor tensor = Tensor.of(wanted);
    Packed made = new Packed(tensor, from.before(how.apply(tensor)));
    packed.add(made);
    return made;
  }

  /** What it holds: the values and all copies of them. */
  Stream<Tensor> tensors() {
    return Stream.concat(
        Stream.concat(Stream.of(values), prepare.tensors()),
        packed.stream().flatMap(it -> Stream.concat(Stream.of(it.tensor), it.pack.tensors())));
  }

  /** Where a primitive puts a gradient of a format; {@link Target#store} after that. */
  Target target(memory.desc made) {
    Target own = gradient.get();
    return target(made, own.tensor(), own.store());
  }

  /**
   * The same, of a gradient made with other dimensions.
   *
   * @param seen DL4J's view with these dimensions
   */
  Target target(memory.desc made, memory.desc seen) {
    Target own = gradient.get();
    return target(made, own.tensor().as(seen), own.store());
  }

  private static Target target(memory.desc made, Tensor own, Pass conclude) {
    boolean asItIs = own.format().equals(made);
    Tensor tensor = asItIs ? own : Tensor.of(made);
    Pass store = asItIs ? Pass.NOTHING : Reorder.between(tensor, own);
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

    private void update() {
      if (stale) {
        pack.run();
        stale = false;
      }
    }

    /** Work that needs the weights as they are now. */
    Pass before(Pass work) {
      Pass update = this::update;
      return update.then(work);
    }
  }
}
