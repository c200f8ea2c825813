package io.sparkgan.storage;

import io.sparkgan.config.JudgeConfiguration;
import io.sparkgan.config.JudgeSpec;
import io.sparkgan.config.UserInputException;
import io.sparkgan.evaluation.JudgeModel;
import io.sparkgan.state.GanState;
import io.sparkgan.state.Layout;
import io.sparkgan.state.Section;
import io.sparkgan.training.CheckpointStore.Checkpoint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A trained judge in a folder of any Hadoop file system, or on the class path:
 *
 * <pre>
 * judge.json        what it is and how it was made
 * parameters.ckpt   a checkpoint file with one section, judge/parameters
 * </pre>
 */
public final class JudgeFolder {
  private static final String JSON = "judge.json";
  private static final String PARAMETERS = "parameters.ckpt";
  private static final String SECTION = "judge/parameters";

  private JudgeFolder() {}

  /**
   * Reads a judge.
   *
   * @throws UserInputException if there is none, or its files do not belong together
   * @throws DamagedCheckpointException if its parameters are not whole
   */
  public static JudgeModel read(Configuration hadoop, String uri) {
    Path folder = HadoopFiles.path(uri);
    HadoopFiles files = HadoopFiles.answering(hadoop, folder);
    Path json = new Path(folder, JSON);
    if (!files.isFile(json)) {
      throw new UserInputException(
          "%s is not a judge: it has no %s; give a folder that jobs/train-judge made"
              .formatted(uri, JSON));
    }
    JudgeManifest manifest = JudgeManifest.of(files.text(json), json.toString());
    Path parameters = new Path(folder, PARAMETERS);
    if (!files.isFile(parameters)) {
      throw new UserInputException(
          "%s is not a judge: it has no %s; give a folder that jobs/train-judge made"
              .formatted(uri, PARAMETERS));
    }
    return model(manifest, CheckpointFile.read(files, parameters), uri);
  }

  /**
   * A judge that travels with the program.
   *
   * @throws UserInputException if there is none of that name
   */
  public static JudgeModel shipped(String name) {
    String folder = "judges/" + name;
    byte[] json = resource(folder + "/" + JSON, name);
    byte[] parameters = resource(folder + "/" + PARAMETERS, name);
    JudgeManifest manifest =
        JudgeManifest.of(new String(json, StandardCharsets.UTF_8), folder + "/" + JSON);
    try {
      String file = folder + "/" + PARAMETERS;
      return model(
          manifest,
          CheckpointFile.read(new ByteArrayInputStream(parameters), parameters.length, file),
          folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Checks that a judge could be written, without writing it.
   *
   * @throws UserInputException if something is there that must not be replaced
   */
  public static void requireFree(Configuration hadoop, String uri, OutputFile.IfExists ifExists) {
    Path folder = HadoopFiles.path(uri);
    HadoopFiles files = HadoopFiles.writable(hadoop, folder);
    if (!files.isFile(folder) && files.names(folder).isEmpty()) {
      return;
    }
    boolean judge = files.isFile(new Path(folder, JSON)) || isRest(files, folder);
    if (!judge || ifExists == OutputFile.IfExists.REFUSE) {
      throw new UserInputException(
          "--out: %s exists already; give another folder%s"
              .formatted(uri, judge ? ", or --overwrite to replace the judge in it" : ""));
    }
  }

  /** Whether a folder holds what a judge's writing leaves when it is interrupted, and no more. */
  private static boolean isRest(HadoopFiles files, Path folder) {
    return files.isFolder(folder)
        && files.names(folder).stream()
            .allMatch(name -> name.equals(PARAMETERS) || AtomicFile.isTemporary(name));
  }

  /**
   * Writes a judge. What makes a folder one, {@code judge.json}, goes first and comes last: no
   * interruption leaves the description of one judge beside the parameters of another.
   */
  public static void write(
      Configuration hadoop, String uri, JudgeManifest manifest, float[] parameters) {
    Path folder = HadoopFiles.path(uri);
    HadoopFiles files = HadoopFiles.of(hadoop, folder);
    StoredCheckpoint stored = stored(manifest, parameters);
    files.delete(new Path(folder, JSON));
    AtomicFile.write(files, new Path(folder, PARAMETERS), out -> CheckpointFile.write(out, stored));
    AtomicFile.write(
        files,
        new Path(folder, JSON),
        out -> out.write(manifest.json().getBytes(StandardCharsets.UTF_8)));
  }

  private static StoredCheckpoint stored(JudgeManifest manifest, float[] parameters) {
    Layout layout = layout(parameters.length);
    return new StoredCheckpoint(
        new Checkpoint(0, new GanState(layout, List.of(parameters), 0, 0)),
        new Fingerprints(
            layout.fingerprint(), manifest.configuration().fingerprint(), manifest.data()));
  }

  private static Layout layout(int parameters) {
    return new Layout(List.of(new Section(SECTION, Section.Kind.PARAMETERS, parameters)));
  }

  /** The parameters must be those that were written with the description. */
  private static JudgeModel model(JudgeManifest manifest, StoredCheckpoint stored, String where) {
    JudgeConfiguration configuration = manifest.configuration();
    JudgeSpec spec = configuration.spec();
    GanState state = stored.checkpoint().state();
    long expected = spec.network().parameters(spec.image());
    if (!state.layout().equals(layout((int) expected))) {
      throw new UserInputException(
          "%s: expected %s with one section of %d values, %s, found %s; give a folder that jobs/train-judge made"
              .formatted(where, PARAMETERS, expected, SECTION, state.layout().sections()));
    }
    if (!stored.fingerprints().configuration().equals(configuration.fingerprint())
        || !stored.fingerprints().data().equals(manifest.data())) {
      throw new UserInputException(
          "%s: %s was not written with this %s; give a folder as jobs/train-judge made it"
              .formatted(where, PARAMETERS, JSON));
    }
    return new JudgeModel(spec.name(), spec.image(), spec.network(), state.values(SECTION));
  }

  private static byte[] resource(String path, String name) {
    try (InputStream in = JudgeFolder.class.getResourceAsStream("/" + path)) {
      if (in == null) {
        throw new UserInputException(
            "No judge %s travels with the program; give mnist or a folder that jobs/train-judge made"
                .formatted(name));
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
