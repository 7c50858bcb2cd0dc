package io.usance.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReceiptFilesTest {
    @Test
    void aPlainIdIsItsFileName() {
        assertThat(ReceiptFiles.nameOf("contract-01/57")).isEqualTo("contract-01-000057.json");
    }

    @Test
    void otherCharactersAreReplacedAndNamesStayApart() {
        List<String> ids =
                List.of(
                        "a/b-1",
                        "a_b-1",
                        "a:b-1",
                        "../../etc/passwd",
                        "..",
                        "a".repeat(121),
                        "a".repeat(122),
                        "é-1");
        List<String> names = ids.stream().map(ReceiptFiles::nameOf).toList();
        assertThat(names)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,139}\\.json"));
    }
}
