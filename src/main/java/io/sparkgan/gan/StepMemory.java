package io.sparkgan.gan;

import java.util.List;
import java.util.function.Supplier;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.MemoryWorkspaceManager;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The native memory that a local step needs for itself: every array of ND4J's that is made between
 * opening and closing lives in one arena that the next step uses again. Without it every operation
 * touches fresh pages, which costs more than its arithmetic. What oneDNN's layers keep from step to
 * step is outside.
 *
 * <p>Arenas belong to a thread. Whoever opens them calls {@link #release()} when the thread is done
 * with its work.
 */
final class StepMemory {
  private static final String NAME = "SPARKGAN_STEP";

  private static final WorkspaceConfiguration ARENA =
      WorkspaceConfiguration.builder()
          .initialSize(0)
          .overallocationLimit(0.05)
          .policyAllocation(AllocationPolicy.OVERALLOCATE)
          .policyLearning(LearningPolicy.FIRST_LOOP)
          .policySpill(SpillPolicy.REALLOCATE)
          .policyReset(ResetPolicy.BLOCK_LEFT)
          .build();

  private StepMemory() {}

  /** Does some work with the arena open; arrays made meanwhile are gone afterwards. */
  static <T> T during(Supplier<T> work) {
    MemoryWorkspace arena = Nd4j.getWorkspaceManager().getAndActivateWorkspace(ARENA, NAME);
    try {
      return work.get();
    } finally {
      arena.close();
    }
  }

  /** Puts every array that one of DL4J's own layers makes into the arena. */
  static LayerWorkspaceMgr layers() {
    return LayerWorkspaceMgr.builder().defaultWorkspace(NAME, ARENA).build();
  }

  /** Native memory of the calling thread's arenas. */
  static long bytes() {
    return Nd4j.getWorkspaceManager().getAllWorkspacesForCurrentThread().stream()
        .mapToLong(MemoryWorkspace::getCurrentSize)
        .sum();
  }

  /**
   * Frees the arenas of the calling thread. ND4J's own method for all of them would run the garbage
   * collector, too, which stops every thread of the process.
   */
  static void release() {
    MemoryWorkspaceManager arenas = Nd4j.getWorkspaceManager();
    List.copyOf(arenas.getAllWorkspacesForCurrentThread()).forEach(arenas::destroyWorkspace);
  }
}
