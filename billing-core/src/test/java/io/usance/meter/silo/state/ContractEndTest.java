package io.usance.meter.silo.state;

import static io.usance.meter.silo.state.SiloScenario.SILO;
import static io.usance.meter.silo.state.SiloScenario.kg;
import static io.usance.meter.silo.state.SiloScenario.march;
import static io.usance.meter.silo.state.SiloScenario.started;
import static io.usance.meter.silo.state.SiloScenario.startedByFirstRules;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.meter.silo.RefusalReason;
import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloConflictException;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.ContractAssigned;
import io.usance.meter.silo.SiloEvent.ContractEnded;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.OpeningStockMeasured;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.SiloEvent.ReadingsRecorded;
import io.usance.metering.Decision;
import io.usance.metering.MeteredKind;
import io.usance.period.BillingCalendar;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A silo is released from its contract, and comes under another. */
class ContractEndTest {

    private static final String MARCH_1 = "2026-03-01/2026-03-02";
    private static final Instant END = march(2, "00:00");

    @Test
    void theLastPeriodClosesAndNoneFollows() {
        SiloScenario silo = started().levelUntil(20_000, march(1, "06:00"));
        end(silo, END);
        assertThat(silo.only(ContractEnded.class).endsAt()).isEqualTo(END);
        silo.fall(20_000, 19_000, 20).levelUntil(19_000, march(2, "06:00"));
        PeriodClosed closed = silo.only(PeriodClosed.class);
        assertThat(closed.consumed()).isEqualTo(kg(1_000));
        assertThat(closed.periodId()).isEqualTo(MARCH_1);
        int numbered = silo.all(ConsumptionMetered.class).size();

        silo.fall(19_000, 15_000, 40).levelUntil(15_000, march(4, "06:00"));
        assertThat(silo.last.recorded()).isEqualTo(1);
        assertThat(silo.events.getLast()).isInstanceOf(ReadingsRecorded.class);
        assertThat(silo.all(PeriodClosed.class)).hasSize(1);
        assertThat(silo.all(ConsumptionMetered.class)).hasSize(numbered);
        silo.note("LS-1", march(3, "00:00"), 5_000);
        assertThat(silo.last.refusals().getFirst().reason()).isEqualTo(RefusalReason.NO_CONTRACT);
    }

    @Test
    void anotherContractBeginsLaterWithAMeasuredOpening() throws Exception {
        SiloScenario silo = released();
        silo.fall(19_000, 15_000, 40);
        assign(silo, "contract-2", march(4, "00:00"));
        ObjectMapper json = new ObjectMapper();
        String text = json.writeValueAsString(silo.state.snapshot());
        silo.state = SiloState.restore(json.readValue(text, SiloSnapshot.class));
        silo.levelUntil(15_000, march(4, "06:00")).fall(15_000, 14_000, 20);
        silo.levelUntil(14_000, march(5, "03:00"));
        OpeningStockMeasured opening = silo.all(OpeningStockMeasured.class).getLast();
        assertThat(opening.contractId()).isEqualTo("contract-2");
        assertThat(opening.stock()).isEqualTo(kg(15_000));
        PeriodClosed closed = silo.all(PeriodClosed.class).getLast();
        assertThat(closed.contractId()).isEqualTo("contract-2");
        assertThat(closed.opening()).isEqualTo(kg(15_000));
        assertThat(closed.consumed()).isEqualTo(kg(1_000));
        List<ConsumptionMetered> metered = silo.all(ConsumptionMetered.class);
        for (int i = 0; i < metered.size(); i++) {
            assertThat(metered.get(i).consumptionNo()).isEqualTo(i + 1);
        }
    }

    @Test
    void anotherContractFollowsAtOnceWhetherAssignedBeforeOrAfter() {
        SiloScenario before = started().levelUntil(20_000, march(1, "06:00"));
        end(before, END);
        assign(before, "contract-2", END);
        before.fall(20_000, 19_000, 20).levelUntil(19_000, march(2, "06:00"));
        SiloScenario after = released();
        assign(after, "contract-2", END);
        for (SiloScenario silo : List.of(before, after)) {
            silo.fall(19_000, 18_000, 20).levelUntil(18_000, march(3, "03:00"));
            List<PeriodClosed> closes = silo.all(PeriodClosed.class);
            assertThat(closes)
                    .extracting(PeriodClosed::contractId)
                    .containsExactly("contract-1", "contract-2");
            assertThat(closes.getLast().opening()).isEqualTo(kg(19_000));
            assertThat(closes).allMatch(closed -> closed.consumed().equals(kg(1_000)));
        }
    }

    @Test
    void aContractThatFollowsAfterAPauseIsOpenedThen() {
        SiloScenario silo = started().levelUntil(20_000, march(1, "06:00"));
        end(silo, END);
        assign(silo, "contract-2", march(2, "00:30"));
        silo.levelUntil(20_000, march(3, "03:00"));
        assertThat(silo.all(OpeningStockMeasured.class).getLast().at())
                .isEqualTo(march(2, "00:30"));
        assertThat(silo.all(PeriodClosed.class)).hasSize(2);
    }

    @Test
    void settingUpAndEndingAgainChangesNothing() {
        SiloScenario silo = released();
        assign(silo, "contract-2", march(4, "00:00"));
        int events = silo.events.size();
        end(silo, END);
        silo.send(SiloScenario.assign(SiloScenario.FROM));
        assign(silo, "contract-2", march(4, "00:00"));
        assertThat(silo.events).hasSize(events);
        assertThat(silo.last.refusals()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "contract-1, 2026-03-04T12:00:00Z, 2026-03-05T00:00:00Z",
        "contract-1, 2026-03-02T00:00:00Z, are closed already",
        "contract-1, 2026-03-01T00:00:00Z, are closed already",
        "contract-9, 2026-03-04T00:00:00Z, not under contract-9"
    })
    void anEndThatCannotBeIsRefused(String contractId, Instant endsAt, String said) {
        SiloScenario silo = started().levelUntil(20_000, march(2, "06:00"));
        silo.send(new SiloCommand.EndContract(SILO, contractId, endsAt, silo.now));
        assertThat(silo.last.events()).isEmpty();
        Decision.Refusal refusal = silo.last.refusals().getFirst();
        assertThat(refusal.reason()).isEqualTo(RefusalReason.CONTRACT_END_REFUSED);
        assertThat(refusal.detail()).contains(said);
    }

    @Test
    void anotherEndThanTheKnownOneIsRefused() {
        SiloScenario silo = started().levelUntil(20_000, march(1, "06:00"));
        end(silo, END);
        end(silo, march(3, "00:00"));
        assertThat(silo.last.refusals().getFirst().detail())
                .contains("2026-03-02T00:00:00Z")
                .contains("2026-03-03T00:00:00Z");
    }

    @Test
    void aContractThatOverlapsOrWhoseBeginningIsPastIsRefused() {
        SiloScenario silo = started().levelUntil(20_000, march(1, "06:00"));
        end(silo, march(3, "00:00"));
        assertThatThrownBy(() -> assign(silo, "contract-2", END))
                .isInstanceOf(SiloConflictException.class)
                .hasMessageContaining("endsAt=2026-03-03T00:00:00Z");
        SiloScenario late = released();
        assertThatThrownBy(() -> assign(late, "contract-2", march(2, "03:00")))
                .isInstanceOf(SiloConflictException.class);
    }

    @Test
    void closesByCommandToo() {
        SiloScenario silo = startedByFirstRules().levelUntil(20_000, march(1, "06:00"));
        end(silo, END);
        silo.send(new SiloCommand.ClosePeriod(SILO, MARCH_1, march(2, "06:00")));
        assertThat(silo.all(PeriodClosed.class)).hasSize(1);
        assertThat(silo.state.assigned()).isNull();
        silo.levelUntil(18_000, march(4, "00:00"));
        assertThat(silo.all(PeriodClosed.class)).hasSize(1);
        assertThat(silo.all(ConsumptionMetered.class)).isEmpty();
    }

    @Test
    void whatLateReadingsSayOfTheTimeBeforeIsCharged() {
        SiloScenario silo = started().levelUntil(20_000, march(1, "06:00"));
        end(silo, END);
        silo.send(new SiloCommand.ClosePeriod(SILO, MARCH_1, march(2, "06:00")));
        silo.fall(20_000, 18_500, 20).levelUntil(18_500, march(2, "06:00"));
        silo.fall(18_500, 17_000, 20).levelUntil(17_000, march(4, "00:00"));
        ConsumptionMetered correction = silo.all(ConsumptionMetered.class).getLast();
        assertThat(correction.kind()).isEqualTo(MeteredKind.CORRECTION);
        assertThat(correction.contractId()).isEqualTo("contract-1");
        assertThat(correction.periodId()).isEqualTo(MARCH_1);
        assertThat(correction.bookedPeriodId()).isNull();
        assertThat(correction.quantity()).isEqualTo(kg(1_500));
        assertThat(silo.all(ConsumptionMetered.class)).hasSize(1);
        assertThat(silo.all(PeriodClosed.class)).hasSize(1);
    }

    @Test
    void aLateNoteOfTheTimeBeforeIsTheContractsThatHasEnded() {
        SiloScenario silo = started().levelUntil(10_000, march(1, "06:00"));
        end(silo, END);
        assign(silo, "contract-2", END);
        silo.levelUntil(15_000, march(2, "12:00"));
        silo.levelUntil(15_000, march(3, "06:00"));
        assertThat(silo.all(PeriodClosed.class)).hasSize(2);
        silo.note("LS-1", march(1, "06:10"), 5_040);
        silo.levelUntil(15_000, march(4, "06:00"));
        DeliveryCounted counted = silo.all(DeliveryCounted.class).getLast();
        assertThat(counted.closedPeriodId()).isEqualTo(MARCH_1);
        assertThat(counted.periodId()).as("booked in no balance").isEqualTo(MARCH_1);
        ConsumptionMetered correction = silo.only(ConsumptionMetered.class);
        assertThat(correction.contractId()).isEqualTo("contract-1");
        assertThat(correction.periodId()).isEqualTo(MARCH_1);
        assertThat(correction.quantity()).isEqualTo(kg(40));
        assertThat(silo.all(PeriodClosed.class).getLast().adjustments()).isEqualTo(kg(0));
    }

    private static SiloScenario released() {
        SiloScenario silo = started().levelUntil(20_000, march(1, "06:00"));
        end(silo, END);
        return silo.fall(20_000, 19_000, 20).levelUntil(19_000, march(2, "06:00"));
    }

    private static void end(SiloScenario silo, Instant endsAt) {
        silo.send(new SiloCommand.EndContract(SILO, "contract-1", endsAt, silo.now));
    }

    private static void assign(SiloScenario silo, String contractId, Instant from) {
        BillingCalendar daily = new BillingCalendar(ZoneId.of("UTC"), BillingCalendar.Cycle.DAY);
        silo.send(new SiloCommand.AssignContract(SILO, contractId, daily, from, silo.now));
        assertThat(silo.all(ContractAssigned.class).getLast().contractId()).isEqualTo(contractId);
    }
}
