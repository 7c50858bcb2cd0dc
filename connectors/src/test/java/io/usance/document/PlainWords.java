package io.usance.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;

/** What no message to a user has: names of classes, of the parser, and of its settings. */
final class PlainWords {
    private static final Pattern JAVA =
            Pattern.compile(
                    "java\\.|jackson|fasterxml|snakeyaml|Token|JsonNode|`|\\bEnum\\b|BigDecimal"
                            + "|Exception|NullPointer|FAIL_ON|Feature|[Dd]eserializ|START_|END_"
                            + "|(?<![A-Za-z0-9./-])[a-z]+\\.[a-z]+\\.[A-Z][a-z]+");

    private PlainWords() {}

    static void check(String message) {
        assertThat(JAVA.matcher(message).results().map(found -> found.group()))
                .as(message)
                .isEmpty();
        assertThat(message.lines()).as(message).hasSize(1);
    }
}
