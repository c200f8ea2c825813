package io.sparkgan.nn.onednn;

/** A layer that may be computed by {@link FourierKernels}. */
interface KeepsSpectra {
  /** Bytes that this takes for batches of so many; 0 if it is computed otherwise. */
  long spectra(int count);
}
