package io.sparkgan.nn.tensor;

import java.util.IdentityHashMap;
import java.util.stream.Stream;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Values in native memory, which both oneDNN and ND4J can read and write. */
public final class Tensor {
  /** In bytes: a cache line, and the widest register. */
  private static final int ALIGNMENT = 64;

  private INDArray array;
  private final memory.desc format;
  private final memory handle;
  private final boolean own;

  private Tensor(INDArray array, memory.desc format) {
    this(array, format, Address.of(array), true);
  }

  private Tensor(INDArray array, memory.desc format, Pointer address, boolean own) {
    this.array = array;
    this.own = own;
    this.format = format;
    this.handle = new memory(format, Engine.cpu(), address);
  }

  /**
   * New memory for a batch of activations; as an array it is [count, channels, height, width] or,
   * of vectors, [count, units].
   */
  public static Tensor activations(Dims dims, Numbers numbers) {
    INDArray values = aligned(numbers.nd4j(), dims.size());
    return new Tensor(shaped(values, dims), Formats.activations(dims, numbers));
  }

  private static INDArray shaped(INDArray values, Dims dims) {
    if (dims.flat()) {
      return values.reshape('c', dims.count(), dims.each());
    }
    if (dims.channels() == 1) {
      return values.reshape('c', dims.nchw());
    }
    int[] channelsLast = {0, 3, 1, 2};
    return values
        .reshape('c', dims.count(), dims.height(), dims.width(), dims.channels())
        .permute(channelsLast);
  }

  /** New memory of any format; its array is but a carrier. */
  public static Tensor of(memory.desc format) {
    return new Tensor(aligned(DataType.INT8, Math.max(1, format.get_size())), format);
  }

  /** New memory with one value everywhere. */
  public static Tensor filled(memory.desc format, Numbers numbers, double value) {
    INDArray array = aligned(numbers.nd4j(), format.get_size() / numbers.nd4j().width());
    array.assign(value);
    return new Tensor(array, format);
  }

  /** New memory with these values, rounded to the numbers of a format with the same dimensions. */
  public static Tensor constants(float[] values, memory.desc exactly, memory.desc rounded) {
    Tensor exact = of(exactly);
    exact.write(values);
    if (exactly.equals(rounded)) {
      return exact;
    }
    Tensor result = of(rounded);
    Reorder.between(exact, result).run();
    return result;
  }

  /** Zeros and ones for a batch of activations. */
  public static Tensor mask(Dims dims) {
    return of(Formats.mask(dims));
  }

  /** New memory of another's format. */
  public static Tensor like(Tensor other) {
    return of(other.format);
  }

  /** Memory of an array, which is kept alive, and what lies in it. */
  public static Tensor over(INDArray array, memory.desc format) {
    return new Tensor(array, format, Address.of(array), false);
  }

  /** Memory of a view of parameters or of their gradient, as a vector. */
  public static Tensor vector(INDArray view) {
    return over(view, Formats.vector(view.length(), Numbers.F32));
  }

  /** No memory as yet; see {@link #lookAt}. */
  static Tensor unbound(memory.desc format) {
    return new Tensor(Nd4j.empty(DataType.FLOAT), format, null, false);
  }

  /** The same memory seen otherwise. */
  public Tensor as(memory.desc other) {
    return new Tensor(array, other, Address.of(array), own);
  }

  /** Array over the same memory; live. */
  public INDArray array() {
    return array;
  }

  /** How its values lie. */
  public memory.desc format() {
    return format;
  }

  /** The kind of its numbers. */
  public Numbers numbers() {
    return Numbers.of(format.get_data_type());
  }

  /** Bytes of native memory. */
  public long bytes() {
    return format.get_size();
  }

  /**
   * Bytes of native memory that tensors have among them, views counted once, and arrays of others
   * not at all.
   */
  public static long bytes(Stream<Tensor> tensors) {
    IdentityHashMap<INDArray, Long> bytes = new IdentityHashMap<>();
    tensors
        .filter(it -> it.own)
        .forEach(it -> bytes.put(it.array, it.array.length() * it.array.dataType().width()));
    return bytes.values().stream().mapToLong(Long::longValue).sum();
  }

  memory handle() {
    return handle;
  }

  /** Looks at the memory of another array, of the same format, from now on. */
  void lookAt(INDArray other) {
    array = other;
    handle.set_data_handle(Address.of(other));
  }

  /** Writes values as they are, from the start of its memory. */
  public void write(float[] values) {
    write(0, values);
  }

  /** Writes values as they are, after so many others. */
  public void write(long at, float[] values) {
    new FloatPointer(Address.of(array)).position(at).put(values, 0, values.length);
  }

  /**
   * Writes bytes, four at a time.
   *
   * @param values what is over behind the tensor's end is lost
   * @param count how many of them
   */
  public void write(int[] values, int count) {
    new IntPointer(Address.of(array)).put(values, 0, count);
  }

  /** Reads values as they are, after so many others. */
  public void read(long at, float[] values) {
    new FloatPointer(Address.of(array)).position(at).get(values, 0, values.length);
  }

  private static INDArray aligned(DataType type, long length) {
    // Some of it remains behind the end, for those who write a little more at a time.
    int slack = 2 * ALIGNMENT / type.width();
    MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces();
    try {
      INDArray all = Nd4j.createUninitialized(type, length + slack);
      long past = Address.of(all).address() % ALIGNMENT;
      long from = past == 0 ? 0 : (ALIGNMENT - past) / type.width();
      return all.get(NDArrayIndex.interval(from, from + length));
    } finally {
      outside.close();
    }
  }
}
