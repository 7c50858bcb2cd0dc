package io.usance.architecture;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may know whom, over all packages of this module, directly and through others. */
class ArchitectureTest {

    /** What runs in production, without what is only around it. */
    private static final Set<String> PRODUCTION =
            Set.of(
                    "books",
                    "chart",
                    "config",
                    "csv",
                    "document",
                    "erp",
                    "file",
                    "kafka",
                    "quote",
                    "receipt",
                    "record",
                    "report",
                    "service",
                    "watch");

    /** What starts production's parts, or does without them. */
    private static final Set<String> AROUND = Set.of("cli", "demo", "embedded", "offline");

    /** Of usance-simulation, and as far from production as the demo that is made with it. */
    private static final Set<String> SIMULATION = Set.of("simulation");

    /** Formats and pictures: of use without a broker. */
    private static final Set<String> WITHOUT_KAFKA =
            Set.of("chart", "csv", "document", "file", "quote", "record");

    private static final Set<String> INSIDE =
            Set.of("org.axonframework", "org.jooq", "org.flywaydb", "io.usance.shaded");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.usance.(**)").should().beFreeOfCycles().check(MainClasses.ALL);
    }

    /** A new room has to be put on one side. */
    @Test
    void everyRoomOfTheModuleIsOnOneSide() throws IOException {
        Set<String> sides = new TreeSet<>(PRODUCTION);
        sides.addAll(AROUND);
        try (Stream<Path> rooms = Files.list(Path.of("src/main/java/io/usance"))) {
            assertThat(rooms.map(room -> room.getFileName().toString())).isSubsetOf(sides);
        }
    }

    @Test
    void productionDoesNotReachWhatIsAroundIt() {
        assertThat(MainClasses.chains(in(PRODUCTION), in(AROUND).or(in(SIMULATION)))).isEmpty();
    }

    /** The broker and the database of the demo are not in an installation for production. */
    @Test
    void onlyTheDemoReachesTheEmbeddedParts() {
        assertThat(MainClasses.chains(in(Set.of("cli", "offline")), in(Set.of("demo", "embedded"))))
                .isEmpty();
    }

    @Test
    void formatsAndPicturesDoNotReachKafka() {
        assertThat(
                        MainClasses.chains(
                                in(WITHOUT_KAFKA),
                                each -> each.getPackageName().startsWith("org.apache.kafka")))
                .isEmpty();
    }

    /** The engine shows nothing of what it is made with. */
    @Test
    void nothingKnowsWhatTheEngineIsMadeWith() throws IOException {
        Set<String> rooms = new TreeSet<>();
        for (String module : List.of("ledger-anchor", "connectors")) {
            try (Stream<Path> of = Files.list(Path.of("..", module, "src/main/java/io/usance"))) {
                of.forEach(room -> rooms.add(room.getFileName().toString()));
            }
        }
        assertThat(rooms).hasSizeGreaterThan(15);
        assertThat(MainClasses.ALL.stream().filter(in(rooms)))
                .noneMatch(each ->
                        MainClasses.uses(each).anyMatch(used -> isInside(used.getPackageName())));
    }

    private static boolean isInside(String packageName) {
        return packageName.matches("org\\.(axonframework|jooq|flywaydb)(\\..*)?");
    }

    /**
     * Nor does a source that is not on this class path. Only the load rig has Axon's own event
     * store, to measure the engine's beside it.
     */
    @Test
    void noSourceNamesWhatTheEngineIsMadeWith() throws IOException {
        List<String> found = new ArrayList<>();
        for (String module : List.of("ledger-anchor", "connectors", "benchmarks")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module))) {
                for (Path source : files.filter(ArchitectureTest::isMainSource).toList()) {
                    Files.readString(source)
                            .lines()
                            .filter(line ->
                                    line.matches(
                                            "import (static )?org\\.(jooq|axonframework|flywaydb)\\..*"))
                            .filter(line ->
                                    !source.getFileName().toString().startsWith("Stock")
                                            || !line.contains("axon"))
                            .forEach(line -> found.add(source + ": " + line));
                }
            }
        }
        assertThat(found).isEmpty();
    }

    private static boolean isMainSource(Path file) {
        return file.toString().contains("/src/main/java/") && file.toString().endsWith(".java");
    }

    /**
     * The engine shows nothing of what it is made with, neither before its jar is built nor after.
     */
    @Test
    void nothingKnowsWhatIsInsideTheEngine() {
        Set<String> sides = new TreeSet<>(PRODUCTION);
        sides.addAll(AROUND);
        assertThat(MainClasses.ALL.stream().filter(in(sides)))
                .noneMatch(each ->
                        MainClasses.uses(each)
                                .map(JavaClass::getPackageName)
                                .anyMatch(used -> INSIDE.stream().anyMatch(used::startsWith)));
    }

    /** Pictures are drawn from plain values. */
    @Test
    void chartsReachNothingElseOfTheProduct() {
        assertThat(
                        MainClasses.chains(
                                in(Set.of("chart")),
                                each ->
                                        each.getPackageName().startsWith("io.usance.")
                                                && !room(each.getPackageName()).equals("chart")))
                .isEmpty();
    }

    /** The rules above would pass if chains ended at the first class. */
    @Test
    void whatIsReachedThroughOthersIsFound() {
        assertThat(
                        MainClasses.chains(
                                each -> each.getName().equals("io.usance.cli.service.RunCommand"),
                                each ->
                                        each.getPackageName()
                                                .equals("org.apache.kafka.clients.producer")))
                .singleElement()
                .asString()
                .matches(
                        "io\\.usance\\.cli\\.service\\.RunCommand( -> io\\.usance\\.[A-Za-z.]+)+"
                                + " -> org\\.apache\\.kafka\\.clients\\.producer\\.[A-Za-z]+");
    }

    private static Predicate<JavaClass> in(Set<String> rooms) {
        return each ->
                each.getPackageName().startsWith("io.usance.")
                        && rooms.contains(room(each.getPackageName()));
    }

    /** The first name behind the product's. */
    private static String room(String packageName) {
        String[] names = packageName.split("\\.");
        return names.length > 2 ? names[2] : "";
    }
}
