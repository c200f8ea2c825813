package io.sparkgan;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A class can be read in one sitting, a method on one screen. */
class SizeOfClassesTest {
  private static final int LONGEST_CLASS = 400;
  private static final int LONGEST_METHOD = 40;

  private static final List<Piece> PIECES = new ArrayList<>();

  private record Piece(String name, boolean method, long lines) {}

  @BeforeAll
  static void measure() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (Stream<Path> tree = Files.walk(Path.of("src/main/java"));
        StandardJavaFileManager files =
            compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      List<Path> sources = tree.filter(file -> file.toString().endsWith(".java")).toList();
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        new Measuring(unit, positions).scan(unit, null);
      }
    }
  }

  @Test
  void classesAreShort() {
    assertThat(PIECES).hasSizeGreaterThan(500);
    assertThat(PIECES)
        .filteredOn(piece -> !piece.method() && piece.lines() > LONGEST_CLASS)
        .isEmpty();
  }

  @Test
  void methodsAreShort() {
    assertThat(PIECES)
        .filteredOn(piece -> piece.method() && piece.lines() > LONGEST_METHOD)
        .isEmpty();
  }

  private static final class Measuring extends TreeScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;

    Measuring(CompilationUnitTree unit, SourcePositions positions) {
      this.unit = unit;
      this.positions = positions;
    }

    @Override
    public Void visitClass(ClassTree node, Void unused) {
      add(node.getSimpleName().toString(), false, node);
      return super.visitClass(node, null);
    }

    @Override
    public Void visitMethod(MethodTree node, Void unused) {
      add(node.getName().toString(), true, node);
      return super.visitMethod(node, null);
    }

    private void add(String name, boolean method, Tree node) {
      LineMap lines = unit.getLineMap();
      long first = lines.getLineNumber(positions.getStartPosition(unit, node));
      long last = lines.getLineNumber(positions.getEndPosition(unit, node));
      String file = Path.of(unit.getSourceFile().getName()).getFileName().toString();
      PIECES.add(new Piece(file + ": " + name, method, last - first + 1));
    }
  }
}
