package io.sparkgan.nn;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Loads native libraries before any test, in the order of {@link OneDnn#available}. A test of a
 * tensor alone would ask for oneDNN's first, and rewrite what the tests beside it in another
 * process, and those of any other build of this user, are running.
 */
public final class NativeLibrariesInOrder implements BeforeAllCallback {
  @Override
  public void beforeAll(ExtensionContext context) {
    OneDnn.available();
  }
}
