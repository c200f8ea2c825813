package io.sparkgan.export;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** A kind of file that a network can be written as. */
public interface ModelFormat {

  /** How names of such files end, without a dot. */
  String extension();

  /**
   * Translates a network, without writing it.
   *
   * @param facts what the file is to say of where the network comes from, by name
   * @throws io.sparkgan.config.UserInputException if the format has nothing like one of its layers
   */
  Model translate(TrainedNetwork network, Map<String, String> facts);

  /** A network in its new form. */
  interface Model {
    /** Writes the file; the stream may be closed. */
    void writeTo(OutputStream out) throws IOException;
  }
}
