package io.usance.api;

import static io.usance.api.ApiChange.Effect.ADDS;
import static io.usance.api.ApiChange.Effect.BREAKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.api.ApiChange.Effect;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small public faces, and what the comparison says of the second after the first. */
class ApiComparisonTest {
    private static final String CLASS = "a.Engine: final class";
    private static final String PORT = "a.Port: abstract interface";
    private static final String CLOSE = "a.Engine: void close()";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    void close()                      |                                   | BREAKS
                                                      | void close()                      | ADDS
                    void close()                      | int close()                       | BREAKS
                    void close(int)                   | void close(long)                  | BREAKS
                    void close()                      | void close() throws a.Failure     | BREAKS
                    void close()                      | static void close()               | BREAKS
                    void close()                      | protected void close()            | BREAKS
                    protected void close()            | void close()                      | ADDS
                    void close()                      | synchronized void close()         |
                    final void close()                | void close()                      | ADDS
                    new(int)                          | new(int,long)                     | BREAKS
                    static final int MAX              | static int MAX                    | BREAKS
                    static final int MAX              | static final long MAX             | BREAKS
                    """)
    void aMemberOfAFinalClass(
            @Nullable String before, @Nullable String now, @Nullable Effect effect) {
        assertEffect(
                ApiComparison.compare(
                        face("a.Engine: ", CLASS, before), face("a.Engine: ", CLASS, now)),
                effect);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    abstract interface                |                            | abstract int next()  | BREAKS
                    abstract interface                |                            | default int next()   | ADDS
                    abstract interface                |                            | static int next()    | ADDS
                    abstract interface                | abstract int next()        | default int next()   | ADDS
                    abstract interface                | default int next()         | abstract int next()  | BREAKS
                    abstract interface                | abstract int next()        |                      | BREAKS
                    abstract sealed interface         |                            | abstract int next()  | ADDS
                    abstract class                    |                            | abstract int next()  | ADDS
                    abstract sealed enum              |                            | abstract int next()  | ADDS
                    """)
    void aMemberOfWhatMayBeImplemented(
            String kind, @Nullable String before, @Nullable String now, @Nullable Effect effect) {
        String type = "a.Port: " + kind;
        assertEffect(
                ApiComparison.compare(face("a.Port: ", type, before), face("a.Port: ", type, now)),
                effect);
    }

    /** It has a constructor that they may call; the class in the table above has none. */
    @Test
    void anAbstractMethodOfAClassThatOthersExtend() {
        List<String> before = List.of("a.Base: abstract class", "a.Base: protected new()");
        List<String> now = append(before, "a.Base: protected abstract void run()");
        assertEffect(ApiComparison.compare(before, now), BREAKS);
        assertEffect(ApiComparison.compare(before, append(before, "a.Base: void run()")), ADDS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    final class                            | class                                        | ADDS
                    class                                  | final class                                  | BREAKS
                    class                                  | abstract class                               | BREAKS
                    final class                            | final class implements AutoCloseable         | ADDS
                    final class implements AutoCloseable   | final class                                  | BREAKS
                    final class implements M<A, B>, C      | final class implements C, M<A, B>            |
                    abstract interface                     | abstract interface implements AutoCloseable  | BREAKS
                    abstract interface                     | abstract sealed interface                    | BREAKS
                    abstract sealed interface              | abstract interface                           | BREAKS
                    class extends a.Failure                | class extends a.Refusal                      | BREAKS
                    final class <T>                        | final class <T,U>                            | BREAKS
                    final record extends Record            | final class                                  | BREAKS
                    class                                  |                                              | BREAKS
                                                           | class                                        | ADDS
                    """)
    void aType(@Nullable String before, @Nullable String now, @Nullable Effect effect) {
        assertEffect(ApiComparison.compare(face("a.T: ", before), face("a.T: ", now)), effect);
    }

    @Test
    void whatChangedIsToldInWords() {
        List<String> before =
                List.of(
                        CLASS,
                        CLOSE,
                        "a.Engine: int size()",
                        PORT,
                        "a.Old: final class",
                        "a.Old: void gone()");
        List<String> now =
                List.of(
                        CLASS,
                        "a.Engine: long size()",
                        "a.Engine: long size(String)",
                        PORT,
                        "a.Port: abstract int isolation()",
                        "a.New: final class",
                        "a.New: void come()");
        assertThat(ApiComparison.compare(before, now))
                .extracting(ApiChange::text)
                .containsExactly(
                        "gone: a.Engine: int size()",
                        "gone: a.Engine: void close()",
                        "new: a.Engine: long size()",
                        "new: a.Engine: long size(String)",
                        "new: a.New: final class",
                        "gone: a.Old: final class",
                        "new and abstract: a.Port: abstract int isolation(); classes of hosts that"
                                + " implement it lack it: give it a default, or seal what only the"
                                + " engine implements");
        assertThat(
                        ApiComparison.compare(
                                List.of(CLASS, CLOSE), List.of(CLASS, "a.Engine: int close()")))
                .extracting(ApiChange::text)
                .containsExactly("changed: a.Engine: void close() -> a.Engine: int close()");
    }

    /** Whether a version may be worked at or released, by what changed since the one before. */
    @ParameterizedTest
    @CsvSource({
        // newest, change, next, whether it may be
        "0.1.0, BREAKS, 0.2.0-SNAPSHOT, true",
        "0.1.0, BREAKS, 0.1.1-SNAPSHOT, false",
        "0.1.9, BREAKS, 0.2.0-SNAPSHOT, true",
        "0.1.0, BREAKS, 1.0.0-SNAPSHOT, true",
        "0.1.0, ADDS, 0.1.1-SNAPSHOT, true",
        "0.1.0, ADDS, 0.1.0-SNAPSHOT, false",
        "0.1.0, , 0.1.1-SNAPSHOT, true",
        "0.1.0, , 0.1.0-SNAPSHOT, false",
        "0.1.0, , 0.1.0, true",
        "0.1.0, ADDS, 0.1.0, false",
        "0.2.0, , 0.1.7-SNAPSHOT, false",
        "0.9.3, ADDS, 0.10.0-SNAPSHOT, true",
        "1.4.2, BREAKS, 2.0.0-SNAPSHOT, true",
        "1.4.2, BREAKS, 1.5.0-SNAPSHOT, false",
        "1.4.2, ADDS, 1.5.0-SNAPSHOT, true",
        "1.4.2, ADDS, 1.4.3-SNAPSHOT, false",
        "1.4.2, , 1.4.3-SNAPSHOT, true",
    })
    void aVersion(String newest, @Nullable Effect change, String next, boolean mayBe) {
        SortedMap<ReleaseVersion, Set<String>> released = new TreeMap<>();
        released.put(ReleaseVersion.of("0.0.9"), Set.of());
        released.put(ReleaseVersion.of(newest), Set.of(CLASS, CLOSE));
        Set<String> now = new TreeSet<>(Set.of(CLASS, CLOSE));
        if (change == BREAKS) {
            now.remove(CLOSE);
        } else if (change == ADDS) {
            now.add("a.Engine: void open()");
        }
        assertThat(ReleaseRule.problem(released, ReleaseVersion.of(next), now).isEmpty())
                .isEqualTo(mayBe);
    }

    @Test
    void whatIsToDoIsSaid() {
        SortedMap<ReleaseVersion, Set<String>> released = new TreeMap<>();
        ReleaseVersion first = ReleaseVersion.of("0.1.0");
        assertThat(ReleaseRule.problem(released, ReleaseVersion.of("0.1.0-SNAPSHOT"), Set.of()))
                .isEmpty();
        assertThat(ReleaseRule.problem(released, first, Set.of()))
                .contains("0.1.0 is to be released: copy api.txt to released/0.1.0.txt");
        released.put(first, Set.of(CLASS, CLOSE));
        assertThat(
                        ReleaseRule.problem(
                                released, ReleaseVersion.of("0.1.1-SNAPSHOT"), Set.of(CLASS)))
                .contains(
                        """
                        the pom says 0.1.1-SNAPSHOT, but after release 0.1.0 the next version is at \
                        least 0.2.0; take back what breaks code of hosts, or raise the version and \
                        write an entry under Changed in the CHANGELOG:
                          gone: a.Engine: void close()\
                        """);
        assertThat(
                        ReleaseRule.problem(
                                released,
                                ReleaseVersion.of("0.1.0-SNAPSHOT"),
                                Set.of(CLASS, CLOSE)))
                .contains(
                        "the pom says 0.1.0-SNAPSHOT, but after release 0.1.0 the next version is"
                                + " at least 0.1.1; nothing changed for those who embed the"
                                + " engine");
        assertThatThrownBy(() -> ReleaseVersion.of("1.0.0-rc1"))
                .hasMessage("version 1.0.0-rc1; write three numbers, as 0.2.0 or 0.2.0-SNAPSHOT");
    }

    private static void assertEffect(List<ApiChange> changes, @Nullable Effect effect) {
        if (effect == null) {
            assertThat(changes).isEmpty();
        } else {
            assertThat(changes).extracting(ApiChange::effect).containsExactly(effect);
        }
    }

    /** A type with a member, or without where there is none. */
    private static List<String> face(String type, @Nullable String... lines) {
        return Arrays.stream(lines)
                .filter(line -> line != null)
                .map(line -> line.startsWith(type) ? line : type + line)
                .toList();
    }

    private static List<String> append(List<String> lines, String line) {
        return Stream.concat(lines.stream(), Stream.of(line)).toList();
    }
}
