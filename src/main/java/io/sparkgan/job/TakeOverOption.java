package io.sparkgan.job;

import io.sparkgan.storage.WriteLock;
import picocli.CommandLine.Option;

/** What to do about a run that a driver trains of which nobody here can say whether it lives. */
final class TakeOverOption {
  @Option(
      names = "--take-over",
      description =
          "go on where a driver on another machine has the lock, and you know that it is dead;"
              + " without this option only a minute after it last showed up")
  private boolean takeOver;

  WriteLock.IfUnsure ifUnsure() {
    return takeOver ? WriteLock.IfUnsure.TAKE_OVER : WriteLock.IfUnsure.REFUSE;
  }
}
