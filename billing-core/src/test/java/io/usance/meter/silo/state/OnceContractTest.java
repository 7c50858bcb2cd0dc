package io.usance.meter.silo.state;

import static io.usance.meter.silo.state.SiloScenario.SILO;
import static io.usance.meter.silo.state.SiloScenario.kg;
import static io.usance.meter.silo.state.SiloScenario.march;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.meter.silo.SiloCommand.AssignContract;
import io.usance.meter.silo.SiloCommand.ClosePeriod;
import io.usance.meter.silo.SiloCommand.EndContract;
import io.usance.meter.silo.SiloConflictException;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.ContractAssigned;
import io.usance.meter.silo.SiloEvent.ContractEnded;
import io.usance.meter.silo.SiloEvent.OpeningStockMeasured;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.SiloEvent.ReadingsRecorded;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A silo under a contract of one period is told its end with its beginning, and released then. */
class OnceContractTest {
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final String FIRST = "2026-03-01/2026-03-03";

    @Test
    void itsOnlyPeriodIsItsLast() {
        SiloScenario silo = once();
        assertThat(silo.events.subList(1, 3))
                .containsExactly(
                        new ContractAssigned(SILO, "job-1", job(1, 3), SiloScenario.FROM, silo.now),
                        new ContractEnded(SILO, "job-1", march(3, "00:00"), silo.now));
        assertThat(silo.state.contract().isLast()).isTrue();
    }

    @Test
    void thePeriodClosesWithItsEndAndNothingIsMeteredAfterwards() throws Exception {
        SiloScenario silo = once().levelUntil(20_000, march(2, "06:00"));
        restored(silo).fall(20_000, 19_000, 20).levelUntil(19_000, march(3, "06:00"));
        PeriodClosed closed = silo.only(PeriodClosed.class);
        assertThat(closed.periodId()).isEqualTo(FIRST);
        assertThat(closed.nextPeriodId()).isEqualTo("2026-03-03/9999-12-31");
        assertThat(closed.consumed()).isEqualTo(kg(1_000));
        assertThat(closed.at()).isEqualTo(march(3, "00:00"));
        int numbered = silo.all(ConsumptionMetered.class).size();

        silo.fall(19_000, 12_000, 60).levelUntil(12_000, march(6, "00:00"));
        assertThat(silo.events.getLast()).isInstanceOf(ReadingsRecorded.class);
        assertThat(silo.all(ConsumptionMetered.class)).hasSize(numbered);
        assertThat(silo.all(PeriodClosed.class)).hasSize(1);
        assertThat(silo.state.assigned()).isNull();
        follows(silo);
    }

    @Test
    void oneJobFollowsAnotherAtOnceAndEndsToo() throws Exception {
        SiloScenario silo = once().levelUntil(20_000, march(1, "06:00"));
        assign(silo, "job-2", job(3, 4), march(3, "00:00"));
        restored(silo).fall(20_000, 19_000, 20).levelUntil(19_000, march(3, "06:00"));
        assertThat(silo.state.contract().contractId()).isEqualTo("job-2");
        restored(silo).fall(19_000, 17_000, 20).levelUntil(17_000, march(4, "06:00"));
        silo.fall(17_000, 15_000, 20).levelUntil(15_000, march(6, "00:00"));

        List<PeriodClosed> closes = silo.all(PeriodClosed.class);
        assertThat(closes)
                .extracting(PeriodClosed::contractId, PeriodClosed::consumed, PeriodClosed::opening)
                .containsExactly(
                        tuple("job-1", kg(1_000), kg(20_000)),
                        tuple("job-2", kg(2_000), kg(19_000)));
        assertThat(silo.state.assigned()).isNull();
        follows(silo);
    }

    @Test
    void aContractOfMonthsMayFollowAfterAPause() {
        SiloScenario silo = once().levelUntil(20_000, march(1, "06:00"));
        assign(silo, "contract-2", new BillingCalendar(UTC, Cycle.MONTH), march(4, "12:00"));
        silo.levelUntil(20_000, march(3, "06:00")).fall(20_000, 18_000, 20);
        silo.levelUntil(18_000, march(5, "06:00")).fall(18_000, 17_000, 20);
        silo.levelUntil(17_000, Instant.parse("2026-04-01T06:00:00Z"));
        OpeningStockMeasured opening = silo.all(OpeningStockMeasured.class).getLast();
        assertThat(opening.at()).isEqualTo(march(4, "12:00"));
        assertThat(opening.stock()).isEqualTo(kg(18_000));
        assertThat(silo.all(PeriodClosed.class).getLast().consumed()).isEqualTo(kg(1_000));
        assertThat(silo.all(ContractEnded.class)).hasSize(1);
    }

    @Test
    void silentSilosAreClosedByCommandAndTheJobThatFollowsIsUnderWay() {
        SiloScenario silo = once().levelUntil(20_000, march(1, "06:00"));
        assign(silo, "job-2", job(3, 4), march(3, "00:00"));
        silo.send(new ClosePeriod(SILO, FIRST, march(3, "06:00")));
        assertThat(silo.only(PeriodClosed.class).contractId()).isEqualTo("job-1");
        assertThat(silo.state.contract().contractId()).isEqualTo("job-2");
        assertThat(silo.state.contract().endsAt()).isEqualTo(march(4, "00:00"));
        follows(silo);
    }

    @Test
    void assigningOrEndingAgainChangesNothing() {
        SiloScenario silo = once().levelUntil(20_000, march(1, "06:00"));
        assign(silo, "job-2", job(3, 4), march(3, "00:00"));
        int events = silo.events.size();
        assign(silo, "job-1", job(1, 3), SiloScenario.FROM);
        assign(silo, "job-2", job(3, 4), march(3, "00:00"));
        silo.send(new EndContract(SILO, "job-1", march(3, "00:00"), silo.now));
        silo.send(new EndContract(SILO, "job-2", march(4, "00:00"), silo.now));
        assertThat(silo.last.refusals()).isEmpty();
        assertThat(silo.events).hasSize(events);
        silo.send(new EndContract(SILO, "job-2", march(5, "00:00"), silo.now));
        assertThat(silo.last.refusals().getFirst().detail())
                .contains("contract job-2 ends at 2026-03-04T00:00:00Z already");
    }

    @Test
    void aContractThatFollowsCanBeEndedBeforeItBegins() {
        SiloScenario silo = once().levelUntil(20_000, march(1, "06:00"));
        assign(silo, "contract-2", new BillingCalendar(UTC, Cycle.DAY), march(3, "00:00"));
        silo.send(new EndContract(SILO, "contract-2", march(5, "00:00"), silo.now));
        assertThat(silo.last.events()).hasSize(1);
        silo.levelUntil(20_000, march(7, "00:00"));
        assertThat(silo.all(PeriodClosed.class))
                .extracting(PeriodClosed::periodId)
                .containsExactly(FIRST, "2026-03-03/2026-03-04", "2026-03-04/2026-03-05");
        follows(silo);
    }

    @Test
    void aJobThatOverlapsIsRefused() {
        SiloScenario silo = once().levelUntil(20_000, march(1, "06:00"));
        assertThatThrownBy(() -> assign(silo, "job-2", job(2, 4), march(2, "00:00")))
                .isInstanceOf(SiloConflictException.class)
                .hasMessageContaining("2026-03-03T00:00:00Z");
    }

    /** Meters once more what was recorded, and folds it once more. */
    private static void follows(SiloScenario silo) {
        assertThat(MeteringAudit.fromRegistration().check(silo.events)).isEmpty();
        SiloState replayed = SiloState.initial();
        for (SiloEvent event : silo.events) {
            replayed = Metering.evolve(replayed, event);
        }
        assertThat(replayed.snapshot()).isEqualTo(silo.state.snapshot());
    }

    private static SiloScenario restored(SiloScenario silo) throws Exception {
        ObjectMapper json = new ObjectMapper();
        String text = json.writeValueAsString(silo.state.snapshot());
        silo.state = SiloState.restore(json.readValue(text, SiloSnapshot.class));
        assertThat(json.writeValueAsString(silo.state.snapshot())).isEqualTo(text);
        return silo;
    }

    private static SiloScenario once() {
        SiloScenario silo = SiloScenario.registered();
        assign(silo, "job-1", job(1, 3), SiloScenario.FROM);
        return silo;
    }

    private static BillingCalendar job(int fromDay, int untilDay) {
        return BillingCalendar.once(
                UTC, LocalDate.of(2026, 3, fromDay), LocalDate.of(2026, 3, untilDay));
    }

    private static void assign(
            SiloScenario silo, String contractId, BillingCalendar calendar, Instant from) {
        silo.send(new AssignContract(SILO, contractId, calendar, from, silo.now));
        Instant endsAt = calendar.endsAt();
        if (endsAt != null) {
            silo.send(new EndContract(SILO, contractId, endsAt, silo.now));
        }
    }
}
