package io.sparkgan.nn.onednn;

import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.Shape;
import io.sparkgan.nn.Layers;
import io.sparkgan.nn.tensor.Numbers;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Layers computed by oneDNN.
 *
 * @param numbers that layers hand to each other; the last one's results are single precision
 */
public record OneDnnLayers(Numbers numbers) implements Layers {

  @Override
  public DataType dataType() {
    return DataType.FLOAT;
  }

  @Override
  public List<Placed> of(NetworkSpec spec, Shape input) {
    return new Fusion(numbers, spec, input).layers();
  }

  /** Bytes for the spectra of those layers that are computed by them, for batches of one size. */
  public long spectra(NetworkSpec spec, Shape input, int count) {
    return of(spec, input).stream()
        .map(Placed::layer)
        .filter(KeepsSpectra.class::isInstance)
        .mapToLong(it -> ((KeepsSpectra) it).spectra(count))
        .sum();
  }
}
