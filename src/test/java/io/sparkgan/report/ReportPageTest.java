package io.sparkgan.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.config.UserInputException;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.RunFolders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A page has what the tables say, and says what it has not. */
class ReportPageTest {
  private static final Pattern DATA =
      Pattern.compile(
          "<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL);

  @TempDir private Path folder;
  private RunDirectory run;

  @BeforeEach
  void aRunOfTwoRounds() {
    run = begun("digits");
    RunFolders.sample(run, 0);
    RunFolders.commit(run, 0);
    trained(run, 1, 2);
  }

  @Test
  void figuresAreThoseOfTheTables() throws IOException {
    RunFolders.score(run, 1, 8);
    RunFolders.score(run, 2, 3);
    JsonNode data = data(run);

    assertThat(data.at("/rounds").asInt()).isEqualTo(2);
    assertThat(data.at("/curves/round").toString()).isEqualTo("[1,2]");
    assertThat(data.at("/curves/d_loss").toString()).isEqualTo("[2.0,2.0]");
    assertThat(data.at("/curves/d_real_probability").toString()).isEqualTo("[0.75,0.75]");
    assertThat(data.at("/totals/broadcast_wall_ms").asLong()).isEqualTo(22);
    assertThat(data.at("/totals/commit_wall_ms").asLong()).isEqualTo(88);
    assertThat(data.at("/totals/workers").asInt()).isEqualTo(2);
    assertThat(data.at("/scores/n10000/frechet_distance").toString()).isEqualTo("[8.0,3.0]");
    assertThat(data.at("/scores/n10000/frechet_distance_floor").toString()).isEqualTo("[0.5,0.5]");
    assertThat(data.at("/best/round").asInt()).isEqualTo(2);
    assertThat(data.at("/state/sha256").asText()).isEqualTo(run.checkpoints().load(2).sha256());
    assertThat(data.at("/grids/2/png").asText()).isEqualTo(base64(grid(2)));
    assertThat(notes(data)).isEmpty();
  }

  @Test
  void theSameRunGivesTheSamePage() {
    assertThat(ReportPage.of(List.of(run)).html()).isEqualTo(ReportPage.of(List.of(run)).html());
  }

  @Test
  void aRunThatHasOnlyBegunSaysSo() throws IOException {
    JsonNode data = data(begun("new"));

    assertThat(notes(data))
        .containsExactly(
            "The run has no checkpoint, so nothing tells which rounds were committed",
            "No round is trained and recorded yet, so there are no curves",
            "The run has no sample grids");
    assertThat(data.at("/configuration/recipe/name").asText()).isEqualTo("quick-dcgan");
  }

  @Test
  void aRoundThatWasNotCommittedIsLeftOut() throws IOException {
    RunFolders.record(run, 3);
    JsonNode data = data(run);

    assertThat(data.at("/curves/round").toString()).isEqualTo("[1,2]");
    assertThat(data.at("/grids").size()).isEqualTo(3);
    assertThat(notes(data))
        .containsExactly("Rounds that were begun and not committed are left out: 3");
  }

  @Test
  void whatIsMissingOrDamagedIsNamedAndTheRestIsShown() throws IOException {
    trained(run, 3, 4);
    Files.delete(file("metrics/rounds/round-000002.parquet"));
    Files.write(file("metrics/steps/round-000003.parquet"), new byte[] {1, 2, 3});
    Files.delete(grid(3));
    Files.write(grid(4), Arrays.copyOf(Files.readAllBytes(grid(4)), 50));
    RunFolders.damageValues(run.checkpoints().uri(4));
    JsonNode data = data(run);

    assertThat(data.at("/curves/round").toString()).isEqualTo("[1,3,4]");
    assertThat(data.at("/curves/g_loss/0").isNumber()).isTrue();
    assertThat(data.at("/curves/d_real_probability/0").isNull()).isTrue();
    assertThat(data.at("/grids").size()).isEqualTo(3);
    assertThat(notes(data))
        .hasSize(5)
        .anySatisfy(it -> assertThat(it).startsWith("The newest checkpoint cannot be read"))
        .anySatisfy(it -> assertThat(it).startsWith("The table steps cannot be read"))
        .contains(
            "The table rounds has no rows of rounds: 2",
            "The sample grids of these rounds are missing: 3",
            "The sample grid of round 4 is no whole PNG and is left out");
  }

  @Test
  void aDescriptionThatIsNoneIsRefused() throws IOException {
    Files.writeString(file("run.json"), "{}");
    assertThatThrownBy(() -> ReportPage.of(List.of(run)))
        .isInstanceOf(UserInputException.class)
        .hasMessageContaining("run.json is not the description of a run");
  }

  @Test
  void nothingThatARunSaysIsMarkup() throws IOException {
    String hostile = "</script><script>alert(1)</script><!-- {{script}}";
    Path json = file("run.json");
    Files.writeString(
        json,
        Files.readString(json)
            .replaceFirst(
                "\"description\" : \"[^\"]*\"",
                "\"description\" : \"%s\"".formatted(Matcher.quoteReplacement(hostile))));
    String html = ReportPage.of(List.of(run)).html();

    assertThat(html).doesNotContain("<script>alert");
    assertThat(html).contains("default-src 'none'; img-src data:").contains("script-src 'sha256-");
    assertThat(data(run).at("/configuration/recipe/description").asText()).isEqualTo(hostile);
  }

  @Test
  void manyGridsAreThinnedEvenly() throws IOException {
    Path samples = file("samples");
    byte[] png = Files.readAllBytes(grid(2));
    List<Integer> rounds = new ArrayList<>();
    for (int round = 0; round <= 300; round++) {
      Files.write(samples.resolve("grid-%06d.png".formatted(round)), png);
      rounds.add(round);
    }
    Notes notes = new Notes();
    List<Map<String, Object>> few = GridSlides.of(run.grids(), rounds, 4L * png.length, notes);
    List<Map<String, Object>> many =
        GridSlides.of(run.grids(), rounds, Long.MAX_VALUE, new Notes());

    assertThat(few).extracting(it -> it.get("round")).hasSize(4).startsWith(0).endsWith(300);
    assertThat(notes.lines())
        .containsExactly("4 of 301 sample grids are shown, so that the page stays small");
    assertThat(many).hasSize(200);
  }

  @Test
  void aGridThatNoPageCanHoldIsLeftOut() {
    Notes notes = new Notes();
    List<Map<String, Object>> none = GridSlides.of(run.grids(), List.of(0, 1), 1, notes);

    assertThat(none).isEmpty();
    assertThat(notes.lines())
        .containsExactly("0 of 2 sample grids are shown, so that the page stays small");
  }

  @ParameterizedTest
  @CsvSource({"100000, 100000", "1, 67108865", "-1, -1"})
  void aGridThatClaimsMorePixelsThanABrowserCanHoldIsLeftOut(int height, int width)
      throws IOException {
    byte[] png = Files.readAllBytes(grid(2));
    ByteBuffer.wrap(png).putInt(16, width).putInt(20, height);
    Files.write(grid(2), png);
    JsonNode data = data(run);

    assertThat(data.at("/grids").size()).isEqualTo(2);
    assertThat(notes(data))
        .containsExactly(
            "The sample grid of round 2 claims to be %s x %s (height, width), more than 67108864 pixels, and is left out"
                .formatted(Integer.toUnsignedString(height), Integer.toUnsignedString(width)));
  }

  @Test
  void aGridOfManyPixelsIsShown() throws IOException {
    byte[] png = Files.readAllBytes(grid(2));
    ByteBuffer.wrap(png).putInt(16, 8192).putInt(20, 8192);
    Files.write(grid(2), png);
    assertThat(data(run).at("/grids").size()).isEqualTo(3);
  }

  @Test
  void columnsThatAnEarlierVersionDidNotWriteAreGaps() {
    List<Map<String, Object>> rows =
        List.of(Map.of("round", 1), Map.of("round", 2, "drift", Double.NaN));

    assertThat(Json.of(Curves.of(rows, List.of("round", "drift"))))
        .isEqualTo("{\"drift\":[null,null],\"round\":[1,2]}");
  }

  private RunDirectory begun(String name) {
    return RunFolders.begun(folder, name, SettingsReader.read(SettingsSources.defaults()));
  }

  private static void trained(RunDirectory run, int first, int last) {
    for (int round = first; round <= last; round++) {
      RunFolders.record(run, round);
      RunFolders.commit(run, round);
    }
  }

  private Path grid(int round) {
    return file("samples/grid-%06d.png".formatted(round));
  }

  private Path file(String name) {
    return folder.resolve("digits").resolve(name);
  }

  private static String base64(Path file) throws IOException {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
  }

  private static List<String> notes(JsonNode data) {
    List<String> notes = new ArrayList<>();
    data.at("/notes").forEach(note -> notes.add(note.asText()));
    return notes;
  }

  private static JsonNode data(RunDirectory run) throws IOException {
    Matcher data = DATA.matcher(ReportPage.of(List.of(run)).html());
    assertThat(data.find()).isTrue();
    return new ObjectMapper().readTree(data.group(1)).at("/runs/0");
  }
}
