package io.usance.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** CSV as people and gateways write it. */
class CsvTableTest {
    @TempDir Path directory;

    /** Text, then its rows as {@code line:a|b}, or {@code line!fault}. */
    static Stream<Arguments> oddities() {
        String tooLong = "x".repeat(CsvParser.CELL_CHARS_MAX + 1);
        return Stream.of(
                Arguments.of("a,b\n1,2\n", "2:1|2"),
                Arguments.of("a,b\r\n1,2\r\n", "2:1|2"),
                Arguments.of("a,b\r1,2\r3,4", "2:1|2 3:3|4"),
                Arguments.of("\uFEFFa,b\n1,2", "2:1|2"),
                Arguments.of("\n\n a , b \n\n  1 ,\t2 \n \n,\n", "5:1|2"),
                Arguments.of("\"a\",\"b\"\n\"1\",\"2\"", "2:1|2"),
                Arguments.of("a,b\n\"1,5\",\"say \"\"two\"\"\"", "2:1,5|say \"two\""),
                Arguments.of("a,b\n\"1\n1\",2\n3,4", "2:1\n1|2 4:3|4"),
                Arguments.of("a,b\n\"1\r\n1\",2\r\n3,4", "2:1\r\n1|2 4:3|4"),
                Arguments.of("B,A\n1,2", "2:2|1"),
                Arguments.of("a,x,b\n1,9,2", "2:1|2"),
                Arguments.of("a,b\n1\n,2", "2:1|null 3:|2"),
                Arguments.of("a,b\n1,2,,\n", "2:1|2"),
                Arguments.of(
                        "a,b\n1,2,5\n3,4",
                        "2!has 3 cells, the header has 2; a comma within a cell needs quotes 3:3|4"),
                Arguments.of("a,b\n1,5\"\n3,4", "2:1|5\" 3:3|4"),
                Arguments.of("a,b\n\"1\"x,2\n3,4", "2!has text behind a closing quote 3:3|4"),
                Arguments.of("a,b\n\"1,2\n3,4", "2!has a quote that is never closed 3:3|4"),
                Arguments.of(
                        "a,b\n" + tooLong + ",2\n3,4",
                        "2!has a cell of more than 4096 characters; perhaps a quote is not closed 3:3|4"),
                Arguments.of(
                        "a,b\n" + ",".repeat(CsvParser.COLUMNS_MAX) + "\n3,4",
                        "2!has more than 64 columns 3:3|4"),
                Arguments.of("a,b\n", ""));
    }

    @ParameterizedTest
    @MethodSource("oddities")
    void oddTextIsReadRowByRow(String text, String expected) throws Exception {
        CsvTable table = read(text.getBytes(StandardCharsets.UTF_8));
        String rows =
                table.rows().stream()
                        .map(row ->
                                table.fault(row) == null
                                        ? row.line()
                                                + ":"
                                                + table.cell(row, "a")
                                                + "|"
                                                + table.cell(row, "b")
                                        : row.line() + "!" + table.fault(row))
                        .collect(Collectors.joining(" "));
        assertThat(rows).isEqualTo(expected);
    }

    static Stream<Arguments> refused() {
        byte[] utf16 = "\uFEFFa,b".getBytes(StandardCharsets.UTF_16LE);
        return Stream.of(
                Arguments.of(utf8(""), "is empty; its first line must name the columns a, b"),
                Arguments.of(utf8("\n \n"), "is empty; its first line must name the columns a, b"),
                Arguments.of(utf8("a,c\n1,2"), "has no column b; its first line names a, c"),
                Arguments.of(
                        utf8("a;b\n1;2"),
                        "has no column a, b; its first line names a;b; separate columns by commas,"
                                + " not by semicolons"),
                Arguments.of(utf8("a,b,A\n1,2,3"), "names column a twice"),
                Arguments.of(
                        utf8("\"a,b\n"), "line 1, the header, has a quote that is never closed"),
                Arguments.of(utf16, "is UTF-16; save it as UTF-8"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aFileThatIsNoTableIsRefused(byte[] content, String what) {
        assertThatThrownBy(() -> read(content))
                .isInstanceOf(RefusedFileException.class)
                .hasMessage(directory.resolve("file.csv") + " " + what);
    }

    @Test
    void otherColumnsAreIgnoredAndNamed() throws Exception {
        assertThat(read(utf8("a,Foo,b,,bar\n1,2,3")).ignored()).isEqualTo(List.of("Foo", "bar"));
    }

    @Test
    void aMissingFileIsSaid() {
        Path missing = directory.resolve("missing.csv");
        assertThatThrownBy(() -> CsvTable.read(missing, Set.of("a"), Set.of()))
                .hasMessage(missing + " does not exist");
    }

    private CsvTable read(byte[] content) throws IOException, RefusedFileException {
        Path file = directory.resolve("file.csv");
        Files.write(file, content);
        // A sorted set, for the order in messages.
        return CsvTable.read(file, new java.util.TreeSet<>(Set.of("a", "b")), Set.of());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
