package io.sparkgan.nn;

import java.util.stream.Stream;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;

/** What oneDNN is on this machine. */
public final class OneDnn {
  private OneDnn() {}

  /** Whether its binary exists for this machine and loads. */
  public static boolean available() {
    try {
      // Always before oneDNN's. Of the libraries that both bring, libgomp among them, JavaCPP's
      // cache, which all processes of
      // a user share, keeps the copy of whichever came first: in another order a process would
      // overwrite what others run.
      Loader.load(Nd4jCpu.class);
      Loader.load(dnnl.class);
      return true;
    } catch (LinkageError e) {
      return false;
    }
  }

  /** Whether the processor computes bf16 natively, as far as the operating system lets it. */
  public static boolean computesBf16() {
    int needed = dnnl.dnnl_cpu_isa_avx512_core_bf16;
    return available() && (dnnl.dnnl_get_effective_cpu_isa() & needed) == needed;
  }

  /**
   * Version and instruction set, as {@code oneDNN 3.8.1 (avx512_core_bf16)}. Asked only where it is
   * {@link #available}.
   */
  public static String description() {
    dnnl_version_t version = dnnl.dnnl_version();
    return "oneDNN %d.%d.%d (%s)"
        .formatted(version.major(), version.minor(), version.patch(), instructions());
  }

  /** Of the names of one set the last, which says the more common one of AVX-512 and AVX10. */
  private static String instructions() {
    int effective = dnnl.dnnl_get_effective_cpu_isa();
    return Stream.of(dnnl.cpu_isa.values())
        .filter(set -> set.value == effective)
        .reduce((before, last) -> last)
        .map(Enum::name)
        .orElseGet(() -> "instructions " + Integer.toHexString(effective));
  }
}
