package io.usance.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaNameTest {
    private static final String SQL = "select 1 from usance.domain_event, usance.event_head";

    @ParameterizedTest
    @ValueSource(strings = {"usance", "public", "plant_7", "_x", "select", "user", "a"})
    void aPlainNameIsTaken(String name) {
        assertThat(SchemaName.of(name).name()).isEqualTo(name);
        String longest = "x".repeat(63);
        assertThat(SchemaName.of(longest).name()).isEqualTo(longest);
    }

    /** What it is, and what to write instead. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Usance | usance",
                "plant 7 | plant_7",
                "plant-7 | plant_7",
                "a\"b | a_b",
                "x; drop schema usance -- | x__drop_schema_usance___",
                "7plants | _7plants",
                "wörk | w_rk",
                "`` | usance",
                "`   ` | usance",
                "`.` | usance",
            })
    void anyOtherIsRefused(String name, String instead) {
        assertThatThrownBy(() -> SchemaName.of(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the name of the schema is \""
                                + name
                                + "\", which is not lower-case letters, digits and _, beginning"
                                + " with a letter or _; write "
                                + instead);
        assertThat(SchemaName.problem(instead)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pg_usance", "pg_", "pg_temp", "information_schema"})
    void whatPostgresKeepsForItselfIsRefused(String name) {
        assertThatThrownBy(() -> SchemaName.of(name))
                .hasMessageContaining(name + ", which Postgres keeps for itself");
    }

    @Test
    void whatPostgresWouldCutOffIsRefused() {
        assertThatThrownBy(() -> SchemaName.of("x".repeat(64)))
                .hasMessage(
                        "the name of the schema has 64 characters, of which Postgres would keep 63;"
                                + " write a shorter one");
    }

    @Test
    void aStatementIsMadeOnce() {
        assertThat(SchemaName.USANCE.in(SQL)).isSameAs(SQL);
        assertThat(SchemaName.of("usance")).isSameAs(SchemaName.USANCE);
        SchemaName other = SchemaName.of("user");
        assertThat(other.in(SQL))
                .isEqualTo("select 1 from \"user\".domain_event, \"user\".event_head")
                .isSameAs(other.in(SQL));
    }

    /** Locks belong to a database; those of the releases before were not told by a schema. */
    @Test
    void locksAreOfOneSchemaAndInPublicWhatTheyWere() {
        assertThat(SchemaName.PUBLIC.lock("usance:charging")).isEqualTo("usance:charging");
        assertThat(SchemaName.PUBLIC.lockKey()).isEqualTo("hashtext(?)");
        assertThat(SchemaName.USANCE.lock("usance:charging"))
                .isEqualTo("usance/usance/usance:charging");
        assertThat(SchemaName.of("a").lock("x")).isNotEqualTo(SchemaName.of("b").lock("x"));
        assertThat(SchemaName.USANCE.lockKey()).isEqualTo("hashtextextended(?, 0)");
    }
}
