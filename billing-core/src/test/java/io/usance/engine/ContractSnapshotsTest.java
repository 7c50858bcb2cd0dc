package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.contract.ContractCommand.RecordPayment;
import io.usance.contract.ContractTerms;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.store.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Contracts have snapshots, many at once, and go on from them as from their events. */
@Tag("slow")
class ContractSnapshotsTest {
    private static final int CONTRACTS = 120;
    private static final int EVENTS_PER_SNAPSHOT = 10;
    private static final String SEQUENCES =
            "select coalesce(sum(sequence), 0) from usance.snapshot where stream_id like 'contract%'";

    private final HikariDataSource dataSource = TestDatabase.empty();
    private final BillingEngine engine = engine();

    private BillingEngine engine() {
        return BillingEngine.builder(dataSource).eventsPerSnapshot(EVENTS_PER_SNAPSHOT).build();
    }

    @BeforeEach
    void sign() {
        for (int no = 0; no < CONTRACTS; no++) {
            engine.handle(
                    new RegisterSilo(
                            new SiloSpec(
                                    "s-" + no,
                                    "PVC granulate",
                                    GoldenEvents.kg(60_000_000),
                                    null,
                                    new SensorSpec(
                                            "r",
                                            GoldenEvents.kg(20_000),
                                            GoldenEvents.kg(1_000),
                                            24),
                                    GoldenEvents.kg(1_000_000)),
                            GoldenEvents.AT));
            engine.signContract(terms(no), GoldenEvents.AT);
        }
    }

    @AfterEach
    void close() {
        dataSource.close();
    }

    @Test
    void theFirstIsSpreadTheNextComesInTimeAndALoadedContractNeedsNone() {
        long[] sequences = new long[4 * EVENTS_PER_SNAPSHOT];
        int[] rounds = {0};
        for (int paymentNo = 1; paymentNo < sequences.length; paymentNo++) {
            pay(engine, paymentNo);
            sequences[paymentNo] = number(SEQUENCES);
            rounds[0] += sequences[paymentNo] > sequences[paymentNo - 1] ? 1 : 0;
        }
        assertThat(number("select count(*) from usance.snapshot where stream_id like 'contract%'"))
                .isEqualTo(CONTRACTS);
        assertThat(rounds[0]).as("rounds with snapshots, not all in one").isGreaterThan(10);
        assertThat(
                        number(
                                "select max(e.last - s.sequence) from usance.snapshot s join"
                                        + " (select stream_id, max(sequence) as last from usance.domain_event"
                                        + " group by stream_id) e using (stream_id)"
                                        + " where s.stream_id like 'contract%'"))
                .as("events behind the snapshot")
                .isLessThan(EVENTS_PER_SNAPSHOT);

        BillingEngine restarted = engine();
        long before = number(SEQUENCES);
        assertThat(restarted.contractTerms("c-7")).isEqualTo(terms(7));
        restarted.unitOfWork(() -> restarted.handle(payment(7, sequences.length)));
        assertThat(number(SEQUENCES) - before)
                .as("of one contract, if it was its turn")
                .isIn(0L, (long) EVENTS_PER_SNAPSHOT);
        assertThat(restarted.handle(payment(7, sequences.length))).as("known").isEmpty();
    }

    private static void pay(BillingEngine engine, int paymentNo) {
        engine.unitOfWork(() -> {
            for (int no = 0; no < CONTRACTS; no++) {
                engine.handle(payment(no, paymentNo));
            }
            return true;
        });
    }

    private static RecordPayment payment(int no, int paymentNo) {
        return new RecordPayment(
                "c-" + no, GoldenEvents.eur(100), paymentNo, "r-" + paymentNo, GoldenEvents.AT);
    }

    private static ContractTerms terms(int no) {
        ContractTerms of = GoldenEvents.terms();
        return ContractTerms.builder("c-" + no)
                .version(of.version())
                .supplier(of.supplier())
                .customer(of.customer())
                .material(of.material())
                .meters("s-" + no)
                .currency(of.currency())
                .calendar(of.calendar())
                .tariff(of.tariffs().getFirst().tariff())
                .rounding(of.rounding())
                .meteringFrom(of.meteringFrom())
                .build();
    }

    private long number(String query) {
        return engine.internals()
                .transactions()
                .read(sql -> sql.fetchSingle(query).get(0, long.class));
    }
}
