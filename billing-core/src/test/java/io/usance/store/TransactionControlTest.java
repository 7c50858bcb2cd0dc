package io.usance.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.store.TransactionControl.Kind;
import io.usance.store.TransactionControl.OfSavepoint;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionControlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "commit",
                "ROLLBACK",
                "rollback work",
                "rollback and chain",
                "rollback prepared 'to'",
                "-- c\rcommit",
                "select 1;;/* ; */commit",
                "create function f() returns int language sql begin atomic select case when true"
                        + " then 1 end; select 2; end; commit",
                "start transaction",
                "prepare transaction 'x'"
            })
    void ends(String sql) {
        assertThat(TransactionControl.of(sql).ends()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 'rollback to a'",
                "select E'\\'; rollback to a; --'",
                "select 1 -- ; rollback to a",
                "/* rollback to a; /* commit */ ; commit */ select 1",
                "do $x$ begin perform 'rollback to a; commit'; end $x$",
                "select $$; rollback to a$$",
                "select 1 as \"; rollback to a\"",
                "update rollback set a = 1",
                "select rollback to from commit",
                "create function f() returns int language sql begin atomic select 1; select 2 as"
                        + " end; select 3; end",
                ""
            })
    void contains(String sql) {
        TransactionControl control = TransactionControl.of(sql);
        assertThat(control.ends()).isFalse();
        assertThat(control.ofSavepoints()).isEmpty();
        assertThat(control.alone()).isNull();
    }

    private static void goesBackTo(String name, String... texts) {
        for (String sql : texts) {
            assertThat(TransactionControl.of(sql).alone())
                    .as(sql)
                    .isEqualTo(new OfSavepoint(Kind.ROLLBACK_TO, name));
        }
    }

    @Test
    void goingBackAlone() {
        goesBackTo(
                "a",
                "rollback to a",
                "ROLLBACK TO A;",
                "/* x */ rollback to a",
                "-- c\n rollback to a -- d",
                "rollback work to savepoint a",
                "rollback transaction to a",
                "rollback to savepoint \"a\"",
                ";rollback/**/to/**/a;;");
        goesBackTo("A", "rollback to \"A\"", "rollback to savepoint \"A\"");
        goesBackTo("savepoint", "rollback to savepoint");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rollback to a; insert into t values (1)",
                "insert into t values (1); rollback to a",
                "rollback to a; rollback to b",
                "savepoint a; rollback to a",
                "rollback to a b",
                "rollback to 'a'",
                "rollback to U&\"\\0041\"",
                "rollback to \"a\"\"b\"",
                "rollback to \u00c4",
                "{rollback to a}",
                "rollback to"
            })
    void goingBackInAnotherWay(String sql) {
        TransactionControl control = TransactionControl.of(sql);
        OfSavepoint alone = control.alone();
        assertThat(alone == null || alone.name() == null).isTrue();
        if (!sql.startsWith("{")) {
            assertThat(control.goesBack()).isTrue();
        }
    }

    @Test
    void settingAndReleasing() {
        assertThat(
                        TransactionControl.of(
                                        "savepoint a; release savepoint a; release b; select 1")
                                .ofSavepoints())
                .isEqualTo(
                        List.of(
                                new OfSavepoint(Kind.SET, "a"),
                                new OfSavepoint(Kind.RELEASE, "a"),
                                new OfSavepoint(Kind.RELEASE, "b")));
    }
}
