package io.sparkgan;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInput;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The doors between the rooms, and what must not come in at all. */
class ArchitectureTest {
  private static final String ROOT = "io.sparkgan.";
  private static final String[] SPARK = {"org.apache.spark..", "org.deeplearning4j.spark.."};
  private static final String[] DL4J = {"org.deeplearning4j..", "org.nd4j.."};

  /** Which other rooms each room may use. */
  private static final Map<String, Set<String>> DOORS =
      Map.ofEntries(
          Map.entry("config", Set.of()),
          Map.entry("state", Set.of("config")),
          Map.entry("cluster", Set.of("config")),
          Map.entry("notebook", Set.of("config")),
          Map.entry("data", Set.of("config")),
          Map.entry("nn", Set.of("config")),
          Map.entry("gan", Set.of("config", "data", "nn", "state")),
          Map.entry("averaging", Set.of("config", "state")),
          Map.entry("export", Set.of("config", "state", "nn", "gan")),
          Map.entry("evaluation", Set.of("config", "data", "gan")),
          Map.entry(
              "training", Set.of("config", "data", "gan", "averaging", "evaluation", "state")),
          Map.entry("storage", Set.of("config", "state", "training", "gan", "evaluation")),
          Map.entry("report", Set.of("config", "storage")),
          Map.entry(
              "spark",
              Set.of(
                  "config",
                  "state",
                  "data",
                  "nn",
                  "gan",
                  "averaging",
                  "evaluation",
                  "training",
                  "storage")),
          Map.entry("sql", Set.of("config", "state", "gan", "training", "storage", "spark")),
          Map.entry(
              "job",
              Set.of(
                  "config",
                  "state",
                  "data",
                  "nn",
                  "gan",
                  "averaging",
                  "evaluation",
                  "training",
                  "storage",
                  "export",
                  "report",
                  "cluster",
                  "notebook",
                  "spark")));

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(new ImportOption.DoNotIncludeJars())
          .importPackages("io.sparkgan");

  /** Objects, networks, scripts and names that bring code with them. */
  private static final ArchRule NOTHING_READ_NAMES_A_CLASS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .areAssignableTo(ObjectInput.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(ClassLoader.class)
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.beans.XMLDecoder")
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("javax.script..", "javax.naming..", "java.rmi..")
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching(
              ".*[.](ModelSerializer|ModelGuesser|SerializationUtils|ZipInputStream|ZipFile|JarFile)")
          .orShould()
          // By a call, or by a reference to the method.
          .accessTargetWhere(
              DescribedPredicate.describe(
                  "DL4J or ND4J reads a stream, a file or a text",
                  access ->
                      access
                              .getTargetOwner()
                              .getPackageName()
                              .matches("org[.](nd4j|deeplearning4j).*")
                          && access
                              .getName()
                              .matches(
                                  "read.*|load.*|importKeras.*|from(Json|Yaml|Bytes?|ByteArray|File|Flat.*)"
                                      + "|createFrom(Np|Flat).*|createNpyFrom.*")))
          .orShould()
          .accessTargetWhere(
              DescribedPredicate.describe(
                  "Spark reads objects",
                  access ->
                      access.getTargetOwner().getPackageName().startsWith("org.apache.spark")
                          && access.getName().equals("objectFile")));

  private static final ArchRule ONLY_CLUSTER_AND_NOTEBOOK_START_PROCESSES =
      noClasses()
          .that()
          .resideOutsideOfPackages(inside("cluster"), inside("notebook"))
          .should()
          .dependOnClassesThat()
          .areAssignableTo(ProcessBuilder.class)
          .orShould()
          .accessTargetWhere(
              DescribedPredicate.describe(
                  "the runtime starts a process",
                  access ->
                      access.getTargetOwner().isEquivalentTo(Runtime.class)
                          && access.getName().equals("exec")));

  static Set<String> rooms() {
    return DOORS.keySet();
  }

  @Test
  void everyPackageIsARoomWithItsDoors() {
    Set<String> packages =
        MAIN.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> name.startsWith(ROOT))
            .map(name -> name.substring(ROOT.length()).replaceFirst("\\..*", ""))
            .collect(toSet());
    assertThat(packages).isEqualTo(DOORS.keySet());
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void aRoomUsesOnlyTheRoomsItMay(String room) {
    String[] allowed =
        Stream.concat(Stream.of(room), DOORS.get(room).stream())
            .map(ArchitectureTest::inside)
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(inside(room))
        .should()
        .dependOnClassesThat(
            are(resideInAnyPackage("io.sparkgan..")).and(not(resideInAnyPackage(allowed))))
        .check(MAIN);
  }

  @Test
  void roomsHaveNoCycles() {
    slices().matching("io.sparkgan.(*)..").should().beFreeOfCycles().check(MAIN);
  }

  @Test
  void storageTakesOnlyRecordsFromTheMathematics() {
    noClasses()
        .that()
        .resideInAPackage(inside("storage"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(inside("gan"), inside("evaluation"))
                .and(DescribedPredicate.describe("are no records", c -> !c.isRecord())))
        .check(MAIN);
  }

  @Test
  void sparkIsKnownToSparkAndJobAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackages(inside("spark"), inside("sql"), inside("job"), inside("averaging"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(SPARK)
        .check(MAIN);
    // dl4j-spark's arithmetic is plain functions, whose interfaces are Spark's.
    noClasses()
        .that()
        .resideInAPackage(inside("averaging"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("org.apache.spark..")
                .and(not(resideInAnyPackage("org.apache.spark.api.java.function.."))))
        .check(MAIN);
  }

  @Test
  void dl4jIsKnownToTheMathematicsAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            inside("nn"),
            inside("gan"),
            inside("averaging"),
            inside("evaluation"),
            inside("export"),
            inside("spark"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(DL4J)
        .check(MAIN);
  }

  @Test
  void oneDnnIsKnownToTheLayersAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage(inside("nn"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.bytedeco..")
        .check(MAIN);
    noClasses()
        .that()
        .resideInAPackage("io.sparkgan.nn")
        .and()
        .haveNameNotMatching(".*[.](OneDnn|NativeBound|Updater|Batches)")
        .or()
        .resideInAPackage(inside("nn.dl4j"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.bytedeco..")
        .check(MAIN);
  }

  @Test
  void noArrayOfNd4jCrossesAPublicSignature() {
    DescribedPredicate<JavaClass> array =
        DescribedPredicate.describe("an INDArray", c -> c.isAssignableTo(INDArray.class));
    List<String> crossing =
        MAIN.stream()
            .filter(
                resideInAnyPackage(
                    inside("training"), inside("storage"), inside("job"), inside("spark")))
            .flatMap(c -> c.getCodeUnits().stream())
            .filter(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(
                unit ->
                    Stream.concat(
                            Stream.of(unit.getRawReturnType()),
                            unit.getRawParameterTypes().stream())
                        .anyMatch(array))
            .map(JavaCodeUnit::getFullName)
            .toList();
    assertThat(crossing).isEmpty();
  }

  @Test
  void nothingReadCanNameAClass() {
    NOTHING_READ_NAMES_A_CLASS.check(MAIN);
  }

  @Test
  void processesAreStartedByTheClusterAlone() {
    ONLY_CLUSTER_AND_NOTEBOOK_START_PROCESSES.check(MAIN);
  }

  @Test
  void theRulesAgainstForeignCodeBite() {
    JavaClasses breaking = new ClassFileImporter().importClasses(BreaksTheRules.class);
    assertThat(broken(NOTHING_READ_NAMES_A_CLASS, breaking))
        .containsExactlyInAnyOrder(
            "copiesBySerialising",
            "decodesXml",
            "loadsANetwork",
            "loadsClasses",
            "looksUpAName",
            "readsAGraph",
            "readsAJavaObject",
            "readsAModel",
            "readsANetworksLayers",
            "readsANumpyArray",
            "readsAnArray",
            "readsAnArrayOfBytes",
            "readsObjectsByJavasSpark",
            "readsObjectsBySpark",
            "refersToAReaderOfArrays",
            "refersToAReaderOfObjects",
            "refersToAReaderOfTexts",
            "runsAScript");
    assertThat(broken(ONLY_CLUSTER_AND_NOTEBOOK_START_PROCESSES, breaking))
        .containsExactlyInAnyOrder("refersToACommand", "startsACommand", "startsAProcess");
  }

  /** The methods that a rule finds fault with. */
  private static Set<String> broken(ArchRule rule, JavaClasses classes) {
    return rule.evaluate(classes).getFailureReport().getDetails().stream()
        .map(detail -> detail.replaceFirst("(?s).*?BreaksTheRules\\.(\\w+)\\(.*", "$1"))
        .collect(toSet());
  }

  @Test
  void onlyTheConsoleKnowsTheStreamsOfTheProcess() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.sparkgan.job.Console")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(MAIN);
  }

  @Test
  void onlyJobsAndTheKernelEndTheProcess() {
    noClasses()
        .that()
        .resideOutsideOfPackages(inside("job"), inside("notebook"))
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .check(MAIN);
  }

  @Test
  void namesAreTermsOfTheField() {
    classes().should().haveNameNotMatching(".*(Manager|Helper|Utils?|Impl)").check(MAIN);
  }

  @Test
  void staticStateDoesNotChange() {
    noFields()
        .that()
        .areStatic()
        .and(DescribedPredicate.describe("written by hand", ArchitectureTest::written))
        .should()
        .notBeFinal()
        .orShould()
        .haveRawType(DescribedPredicate.describe("that holds state", ArchitectureTest::holdsState))
        .check(MAIN);
  }

  @Test
  void staticCollectionsAreImmutableButForTheExecutorsCache() throws ReflectiveOperationException {
    for (JavaClass owner : MAIN) {
      for (JavaField field : owner.getFields()) {
        boolean collection =
            field.getRawType().isAssignableTo(Collection.class)
                || field.getRawType().isAssignableTo(Map.class);
        if (collection
            && field.getModifiers().contains(JavaModifier.STATIC)
            && !owner.getSimpleName().equals("ExecutorCache")) {
          Field reflected = field.reflect();
          reflected.setAccessible(true);
          assertThat(reflected.get(null).getClass().getName())
              .as(field.getFullName())
              .containsPattern("ImmutableCollections|Unmodifiable");
        }
      }
    }
  }

  private static boolean written(JavaField field) {
    return !field.getModifiers().contains(JavaModifier.SYNTHETIC);
  }

  private static boolean holdsState(JavaClass type) {
    return type.isAssignableTo(ThreadLocal.class)
        || type.getPackageName().equals(AtomicReference.class.getPackageName());
  }

  private static String inside(String room) {
    return ROOT + room + "..";
  }
}
