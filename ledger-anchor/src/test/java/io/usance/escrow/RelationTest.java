package io.usance.escrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.escrow.EscrowRefusal.MoveRefused;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelationTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    /** Cap 900 per day, 700 spent in the day from {@link #START}, 500 in escrow, three days. */
    private static final Relation RELATION =
            new Relation(1, 2, 500, 900, 700, START, 24, START.plusSeconds(3 * 86_400));

    @ParameterizedTest(name = "{0} minor units {1} s after the start: {2}, {3} left")
    @CsvSource(
            textBlock =
                    """
                    200,      0, -,                   200
                    201,      0, MANDATE_EXCEEDED,    200
                    201,  86399, MANDATE_EXCEEDED,    200
                    201,  86400, -,                   900
                    500,  86400, -,                   900
                    501,  86400, INSUFFICIENT_ESCROW, 900
                    901,  86400, MANDATE_EXCEEDED,    900
                    1,   259199, -,                   900
                    1,   259200, MANDATE_EXPIRED,     0
                    """)
    void refusesWhatTheContractWould(long amount, long afterS, String reason, long left) {
        Instant at = START.plusSeconds(afterS);
        assertThat(
                        RELATION.refusal(amount, at)
                                .map(MoveRefused::reason)
                                .map(Enum::name)
                                .orElse("-"))
                .isEqualTo(reason);
        assertThat(RELATION.leftMinorAt(at)).isEqualTo(left);
    }

    @Test
    void withoutAMandateNothingMoves() {
        Relation none = new Relation(1, 2, 500, 0, 0, Instant.EPOCH, 0, Instant.EPOCH);
        assertThat(none.refusal(1, START).orElseThrow().message())
                .isEqualTo(
                        "the payer gave no mandate or revoked it: account 1 has 0 minor units left"
                                + " for account 2, needed are 1; hold it back until the payer pays"
                                + " in or renews the mandate");
    }

    @Test
    void aMandateOutOfRangeIsRefused() {
        assertThatThrownBy(() -> new Mandate(0, 24, START))
                .hasMessageContaining("given were 0 per");
        assertThatThrownBy(() -> new Mandate(1, 65_536, START))
                .hasMessageContaining("1 per 65536 until");
        assertThatThrownBy(() -> new Mandate(1, 1, START.plusNanos(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new Mandate(1, 1, Mandate.NEVER).expiresAt()).isEqualTo("2106-02-07T06:28:15Z");
    }
}
