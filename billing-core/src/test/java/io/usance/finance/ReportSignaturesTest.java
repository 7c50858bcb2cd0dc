package io.usance.finance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.engine.BillingEngine;
import io.usance.finance.FinanceEvent.ReportSigned;
import io.usance.store.TestDatabase;
import java.time.Instant;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A report goes from draft to review to signature to anchor, and no other way. */
@Tag("slow")
class ReportSignaturesTest {
    private static final Instant AT = Instant.parse("2026-04-02T08:00:00Z");
    private static final String MARCH = "2026-03-01/2026-04-01";
    private static final String FIRST = "aa".repeat(32);
    private static final String SECOND = "bb".repeat(32);

    private final HikariDataSource dataSource = TestDatabase.empty();
    private final ReportSignatures reports =
            BillingEngine.builder(dataSource).build().finance().reports();

    @AfterEach
    void close() {
        dataSource.close();
    }

    private void draft(int version, String sha256) {
        reports.draft("c-1", MARCH, version, sha256, new TreeMap<>(), AT);
    }

    private static void refused(ThrowingCallable decision, String reason) {
        assertThatThrownBy(decision)
                .isInstanceOf(FinanceException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void twoPeopleSignTheNewestVersion() {
        refused(() -> reports.review("c-1", MARCH, FIRST, "Ada", AT), "write it first");
        draft(1, FIRST);
        refused(
                () -> draft(3, SECOND),
                "version 3 of the report comes after version 2, not after 1");
        refused(() -> reports.sign("c-1", MARCH, FIRST, "Grace", AT), "version 1 is not reviewed");
        reports.review("c-1", MARCH, FIRST, " Ada ", AT);
        refused(
                () -> reports.review("c-1", MARCH, FIRST, "Grace", AT),
                "version 1 is reviewed already, by Ada");
        refused(
                () -> reports.sign("c-1", MARCH, FIRST, "ADA", AT),
                "ADA has reviewed it; another person has to sign");
        ReportSigned signed = reports.sign("c-1", MARCH, FIRST, "Grace", AT);
        assertThat(signed.signatureNo()).isEqualTo(1);
        refused(
                () -> reports.sign("c-1", MARCH, FIRST, "Grace", AT),
                "version 1 is signed already, by Grace");
        assertThat(reports.history("c-1", MARCH).state()).isEqualTo("SIGNED");
    }

    @Test
    void aNewVersionBeginsAsADraftAndTheSignatureOfTheOneBeforeIsNotItsOwn() {
        draft(1, FIRST);
        reports.review("c-1", MARCH, FIRST, "Ada", AT);
        reports.sign("c-1", MARCH, FIRST, "Grace", AT);
        draft(2, SECOND);
        ReportHistory history = reports.history("c-1", MARCH);
        assertThat(history.state()).isEqualTo("DRAFT");
        assertThat(history.signed()).isNull();
        refused(
                () -> reports.sign("c-1", MARCH, FIRST, "Grace", AT),
                "the newest version, 2, has SHA-256 " + SECOND + ", not " + FIRST);
    }

    @Test
    void whereItWasAnchoredIsRecordedOnce() {
        draft(1, FIRST);
        reports.review("c-1", MARCH, FIRST, "Ada", AT);
        ReportSigned signed = reports.sign("c-1", MARCH, FIRST, "Grace", AT);
        reports.recordAnchored(signed, "0x01", "log x, entry 0 of 1", AT);
        reports.recordAnchored(signed, "0x01", "log x, entry 0 of 1", AT);
        ReportHistory history = reports.history("c-1", MARCH);
        assertThat(history.events()).isEqualTo(4);
        assertThat(history.anchored())
                .isEqualTo(signed.anchored("0x01", "log x, entry 0 of 1", AT));
    }
}
