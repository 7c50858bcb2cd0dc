package io.usance.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/usance} against made-up Java runtimes that print how they were called. */
@Tag("slow")
class LauncherTest {

    private static final int TIMEOUT_S = 30;
    private static final List<String> TOOLS = List.of("sed", "head", "dirname", "readlink");

    @TempDir private Path root;
    private Path home = Path.of("");
    private Path tools = Path.of("");

    @BeforeEach
    void install() throws IOException {
        root = root.toRealPath();
        home = Files.createDirectories(root.resolve("a home/usance"));
        Files.createDirectories(home.resolve("bin"));
        Files.copy(Path.of("src/dist/bin/usance"), home.resolve("bin/usance"));
        executable(home.resolve("bin/usance"));
        // A PATH with what the script needs and no java.
        tools = Files.createDirectories(root.resolve("tools"));
        for (String tool : TOOLS) {
            Path wrapper = tools.resolve(tool);
            Files.writeString(wrapper, "#!/bin/sh\nexec " + find(tool) + " \"$@\"\n");
            executable(wrapper);
        }
    }

    @Test
    void withoutAnyJavaItSaysSo() throws Exception {
        Launched launched = launch(Map.of());
        assertThat(launched.exitCode()).isEqualTo(1);
        assertThat(launched.out()).isEmpty();
        assertThat(launched.err())
                .isEqualTo(
                        "usance: needs a Java runtime of 21 or newer and found none;"
                                + " install one or set JAVA_HOME\n");
    }

    @Test
    void withOnlyOldJavaItNamesWhatItFound() throws Exception {
        Path eight = java("places/eight", "1.8.0_402");
        Path seventeen = java("seventeen", "17.0.15");
        Launched launched =
                launch(
                        Map.of(
                                "JAVA_HOME", seventeen.toString(),
                                "PATH", tools + ":" + eight.resolve("bin"),
                                "USANCE_JVM_DIRS", root.resolve("places").toString()));
        assertThat(launched.exitCode()).isEqualTo(1);
        assertThat(launched.err().lines()).hasSize(1);
        assertThat(launched.err())
                .contains("found only 17 at " + seventeen + "/bin/java, 8 at " + eight);
    }

    @Test
    void javaHomeComesFirstIfItIsNewEnough() throws Exception {
        Path home21 = java("home21", "21.0.2");
        Path path25 = java("path25", "25");
        Launched launched =
                launch(
                        Map.of(
                                "JAVA_HOME",
                                home21.toString(),
                                "PATH",
                                tools + ":" + path25.resolve("bin")));
        assertThat(launched.exitCode()).isZero();
        assertThat(launched.out()).startsWith("java 21.0.2\n");
        assertThat(launched.out()).doesNotContain("sun-misc-unsafe", "CompactObjectHeaders");
    }

    @Test
    void anOldJavaHomeIsPassedOverForThePath() throws Exception {
        Path home17 = java("home17", "17.0.15");
        Path path25 = java("path25", "25");
        Launched launched =
                launch(
                        Map.of(
                                "JAVA_HOME",
                                home17.toString(),
                                "PATH",
                                tools + ":" + path25.resolve("bin")));
        assertThat(launched.out()).startsWith("java 25\n");
        assertThat(launched.out())
                .contains("\n--sun-misc-unsafe-memory-access=allow\n")
                .contains("\n-XX:+UseCompactObjectHeaders\n");
    }

    @Test
    void theNewestOfTheUsualPlacesIsTaken() throws Exception {
        java("places one/a", "21.0.2");
        java("places two/b", "26-ea");
        java("places two/c", "24.0.1");
        String places = root.resolve("places one") + ":" + root.resolve("places two");
        Launched launched = launch(Map.of("USANCE_JVM_DIRS", places));
        assertThat(launched.out()).startsWith("java 26-ea\n");
    }

    @Test
    void aRuntimeIsRecognisedByItsReleaseFileWithoutStartingIt() throws Exception {
        Path jdk = java("places/jdk", "99");
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"25.0.1\"\n");
        java("places/other", "24");
        Launched launched = launch(Map.of("USANCE_JVM_DIRS", root.resolve("places").toString()));
        assertThat(launched.out()).startsWith("java 99\n");
    }

    @Test
    void argumentsAndOptionsArriveThroughASymbolicLinkAndSpaces() throws Exception {
        Path jdk = java("my jdk", "25.0.1");
        Path link = Files.createSymbolicLink(root.resolve("link to usance"), home.resolve("bin"));
        Path script = Files.createSymbolicLink(root.resolve("usance"), link.resolve("usance"));
        Launched launched =
                launch(
                        script,
                        Map.of("JAVA_HOME", jdk.toString(), "JAVA_OPTS", "-Xmx300m -Da=b"),
                        "demo",
                        "--out",
                        "a b",
                        "*");
        assertThat(launched.exitCode()).isZero();
        assertThat(launched.out().lines())
                .contains("-Xmx300m", "-Da=b", "-Dusance.home=" + home)
                .containsSequence("-cp", home + "/lib/*:" + home + "-demo/lib/*")
                .endsWith("io.usance.cli.Main", "demo", "--out", "a b", "*");
    }

    /** A broker, a database and a node in the same process are no part of production. */
    @Test
    void onlyTheDemoHasTheDemosPartsOnItsClassPath() throws Exception {
        Path script = home.resolve("bin/usance");
        Map<String, String> jdk = Map.of("JAVA_HOME", java("jdk", "25").toString());
        assertThat(launch(script, jdk, "run", "demo").out().lines())
                .containsSequence("-cp", home + "/lib/*")
                .endsWith("io.usance.cli.Main", "run", "demo");
        Map<String, String> elsewhere = new HashMap<>(jdk);
        elsewhere.put("USANCE_DEMO_HOME", "/some where");
        assertThat(launch(script, elsewhere, "demo").out().lines())
                .containsSequence("-cp", home + "/lib/*:/some where/lib/*")
                .contains("-Dusance.demo.home=/some where");
    }

    @Test
    void theExitCodeOfJavaIsPassedOn() throws Exception {
        Path jdk = java("jdk", "25");
        Launched launched = launch(Map.of("JAVA_HOME", jdk.toString(), "FAKE_EXIT", "2"));
        assertThat(launched.exitCode()).isEqualTo(2);
    }

    /** A runtime that says its version and, run as a program, its arguments line by line. */
    private Path java(String directory, String version) throws IOException {
        Path jdk = root.resolve(directory);
        Path java = Files.createDirectories(jdk.resolve("bin")).resolve("java");
        Files.writeString(
                java,
                """
                #!/bin/sh
                if [ "$*" = "-version" ]; then
                  echo 'Picked up JAVA_TOOL_OPTIONS: -Dx' >&2
                  echo 'openjdk version "VERSION" 2026-01-01' >&2
                  exit 0
                fi
                echo "java VERSION"
                printf '%s\\n' "$@"
                exit ${FAKE_EXIT:-0}
                """
                        .replace("VERSION", version));
        executable(java);
        return jdk;
    }

    private Launched launch(Map<String, String> environment) throws Exception {
        return launch(home.resolve("bin/usance"), environment);
    }

    private Launched launch(Path script, Map<String, String> environment, String... arguments)
            throws Exception {
        Path out = Files.createTempFile(root, "out", "");
        Path err = Files.createTempFile(root, "err", "");
        ProcessBuilder builder = new ProcessBuilder(script.toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().clear();
        builder.environment().put("PATH", tools.toString());
        builder.environment().put("USANCE_JVM_DIRS", root.resolve("nowhere").toString());
        builder.environment().putAll(environment);
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        Process process = builder.start();
        assertThat(process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)).isTrue();
        return new Launched(
                process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    }

    private record Launched(int exitCode, String out, String err) {}

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path find(String tool) {
        return List.of("/usr/bin", "/bin").stream()
                .map(directory -> Path.of(directory, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("this machine has no " + tool));
    }
}
