package io.usance.meter.silo.state;

import static io.usance.meter.silo.state.SiloScenario.kg;
import static io.usance.meter.silo.state.SiloScenario.march;
import static io.usance.meter.silo.state.SiloScenario.reading;
import static io.usance.meter.silo.state.SiloScenario.started;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.RefusalReason;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.DeliveryNotSeen;
import io.usance.meter.silo.SiloEvent.DeliverySource;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Refills and delivery notes. */
class DeliveryRulesTest {

    @Test
    void countsAWeighedNoteThatComesAfterItsRefill() {
        SiloScenario silo = refilledAt8();
        assertThat(silo.all(DeliveryCounted.class)).isEmpty();
        silo.note("N1", march(1, "08:20"), 10_000);
        DeliveryCounted counted = silo.only(DeliveryCounted.class);
        assertThat(counted.quantity()).isEqualTo(kg(10_000));
        assertThat(counted.source()).isEqualTo(DeliverySource.WEIGHED);
        assertThat(counted.refillNo()).isEqualTo(1);
        assertThat(counted.noteIds()).containsExactly("N1");
        assertThat(counted.levelEstimate()).isEqualTo(kg(10_000));
        assertThat(counted.deviates()).isFalse();
    }

    @Test
    void countsAWeighedNoteThatComesBeforeItsRefill() {
        SiloScenario silo = started().levelUntil(5_000, march(1, "06:00"));
        silo.note("N1", march(1, "08:20"), 10_000);
        silo.levelUntil(5_000, march(1, "08:00")).fall(5_000, 15_000, 3).level(15_000, 8);
        assertThat(silo.all(DeliveryCounted.class)).isEmpty();
        silo.level(15_000, 12);
        assertThat(silo.only(DeliveryCounted.class).refillNo()).isEqualTo(1);
    }

    @Test
    void reportsANoteThatTheLevelContradicts() {
        SiloScenario silo = refilledAt8();
        silo.note("N1", march(1, "08:20"), 10_400);
        assertThat(silo.only(DeliveryCounted.class).deviates()).isTrue();
        assertThat(silo.only(DeliveryCounted.class).quantity()).isEqualTo(kg(10_400));
    }

    @Test
    void countsASecondNoteForTheSameRefill() {
        SiloScenario silo = refilledAt8();
        silo.note("N1", march(1, "08:20"), 4_000);
        silo.note("N2", march(1, "08:40"), 6_000);
        assertThat(silo.all(DeliveryCounted.class))
                .extracting(DeliveryCounted::refillNo, DeliveryCounted::quantity)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1, kg(4_000)),
                        org.assertj.core.groups.Tuple.tuple(1, kg(6_000)));
        assertThat(silo.all(DeliveryCounted.class).getLast().deviates()).isFalse();
    }

    @Test
    void mergesDisturbancesCloseTogether() {
        SiloScenario silo = started().levelUntil(5_000, march(1, "08:00"));
        silo.level(9_000, 8).level(15_000, 24);
        silo.note("N1", march(1, "08:20"), 4_000);
        silo.note("N2", march(1, "10:20"), 6_000);
        assertThat(silo.all(DeliveryCounted.class))
                .extracting(DeliveryCounted::refillNo)
                .containsExactly(1, 1);
    }

    /** A group of five then spans a day, the longest that a filling may take. */
    @Test
    void aRefillOfASensorReadEverySixHoursIsTheOneOfItsNote() {
        SiloScenario silo = started();
        for (int i = 0; i < 40; i++) {
            silo.silentUntil(march(1, "00:00").plus(Duration.ofHours(6L * i - 12)));
            long kilograms = (i < 20 ? 9_000 : 19_000) - 100L * i;
            silo.send(reading(i, silo.now, Long.toString(kilograms)));
            if (i == 21) {
                silo.note("N1", march(5, "10:00"), 10_000);
            }
        }
        DeliveryCounted counted = silo.only(DeliveryCounted.class);
        assertThat(counted.noteIds()).containsExactly("N1");
        assertThat(counted.refillNo()).isEqualTo(1);
    }

    @Test
    void ignoresSpikes() {
        SiloScenario silo = started().levelUntil(5_000, march(1, "08:00"));
        for (int i = 0; i < 10; i++) {
            silo.level(20_000, 2).level(5_000, 3).level(100, 2).level(5_000, 5);
        }
        assertThat(silo.state.snapshot().machine().count()).isZero();
        assertThat(silo.all(ConsumptionMetered.class)).isEmpty();
    }

    @Test
    void forgetsARiseThatDoesNotStay() {
        SiloScenario silo = started().levelUntil(5_000, march(1, "08:00"));
        silo.level(9_000, 6).level(5_000, 30).levelUntil(5_000, march(2, "02:00"));
        assertThat(silo.state.snapshot().machine().count()).isZero();
        assertThat(silo.only(PeriodClosed.class).carried()).isTrue();
    }

    @Test
    void estimatesAfterTheGraceAndCorrectsByALateNote() {
        SiloScenario silo = refilledAt8().levelUntil(15_000, march(2, "23:45"));
        assertThat(silo.all(PeriodClosed.class)).isEmpty();
        silo.levelUntil(15_000, march(3, "00:15"));
        DeliveryCounted estimated = silo.only(DeliveryCounted.class);
        assertThat(estimated.source()).isEqualTo(DeliverySource.ESTIMATED);
        assertThat(estimated.quantity()).isEqualTo(kg(10_000));
        assertThat(estimated.noteIds()).isEmpty();
        assertThat(estimated.periodId()).isEqualTo("2026-03-01/2026-03-02");
        silo.note("N1", march(1, "08:20"), 10_030);
        DeliveryCounted correction = silo.all(DeliveryCounted.class).getLast();
        assertThat(correction.source()).isEqualTo(DeliverySource.CORRECTION);
        assertThat(correction.quantity()).isEqualTo(kg(30));
        assertThat(correction.periodId()).isEqualTo("2026-03-02/2026-03-03");
        assertThat(correction.closedPeriodId()).isEqualTo(estimated.periodId());
        assertThat(estimated.closedPeriodId()).isNull();
        silo.levelUntil(15_000, march(4, "02:00"));
        PeriodClosed open = silo.all(PeriodClosed.class).get(1);
        assertThat(open.periodId()).isEqualTo(correction.periodId());
        assertThat(open.deliveries()).as("of this period").isEqualTo(kg(0));
        assertThat(open.adjustments()).as("of the closed one").isEqualTo(kg(30));
        assertThat(open.opening().plus(open.adjustments()).minus(open.closing()))
                .isEqualTo(open.consumed());
    }

    @Test
    void aNoteThatComesAfterTheCloseIsAnAdjustmentInTheOpenPeriod() {
        SiloScenario silo = started().fall(5_000, 4_990, 40).silentUntil(march(1, "20:00"));
        silo.fall(14_990, 14_900, 8).levelUntil(14_900, march(3, "01:00"));
        PeriodClosed closed = silo.all(PeriodClosed.class).getFirst();
        silo.note("N1", march(1, "14:00"), 10_000).events();
        silo.levelUntil(14_900, march(4, "12:00"));
        DeliveryCounted late = silo.all(DeliveryCounted.class).getLast();
        assertThat(late.noteIds()).containsExactly("N1");
        assertThat(late.closedPeriodId()).isEqualTo(closed.periodId());
        PeriodClosed open =
                silo.all(PeriodClosed.class).stream()
                        .filter(close -> close.periodId().equals(late.periodId()))
                        .findFirst()
                        .orElseThrow();
        assertThat(open.deliveries()).isEqualTo(kg(0));
        assertThat(open.adjustments()).isEqualTo(late.quantity());
    }

    @Test
    void countsANoteTooSmallForTheLevelWithoutARise() {
        SiloScenario silo = started().levelUntil(5_000, march(1, "08:00"));
        silo.note("N1", march(1, "08:00"), 120);
        silo.levelUntil(5_120, march(1, "13:45"));
        assertThat(silo.all(DeliveryCounted.class)).isEmpty();
        silo.fall(5_115, 5_105, 12);
        assertThat(silo.only(DeliveryCounted.class).refillNo()).isZero();
    }

    @Test
    void doesNotCountANoteTheLevelShouldHaveShown() {
        SiloScenario silo = started().levelUntil(5_000, march(1, "08:00"));
        silo.note("N1", march(1, "08:00"), 10_000);
        silo.fall(5_000, 4_900, 40);
        assertThat(silo.only(DeliveryNotSeen.class).noteId()).isEqualTo("N1");
        assertThat(silo.all(DeliveryCounted.class)).isEmpty();
    }

    @Test
    void countsANoteWithinALongSilence() {
        SiloScenario silo = started().fall(5_000, 4_990, 40).silentUntil(march(1, "20:00"));
        silo.fall(4_990, 4_900, 16);
        silo.note("N1", march(1, "14:00"), 10_000);
        silo.fall(4_900, 4_850, 16);
        assertThat(silo.only(DeliveryCounted.class).refillNo()).isZero();
    }

    @Test
    void refusesANoteTwiceOfAnotherUnitOrNotPositive() {
        SiloScenario silo = started().levelUntil(5_000, march(1, "08:00"));
        assertThat(silo.note("N1", march(1, "08:00"), 10_000).refusals()).isEmpty();
        assertThat(silo.note("N1", march(1, "09:00"), 9_000).refusals().getFirst().reason())
                .isEqualTo(RefusalReason.DUPLICATE_DELIVERY_NOTE);
        assertThat(silo.note("N3", march(1, "09:00"), 25_000_000).refusals().getFirst().reason())
                .as("more than the silo holds")
                .isEqualTo(RefusalReason.OUT_OF_RANGE);
        assertThat(silo.note("N2", march(1, "09:00"), 0).refusals().getFirst().reason())
                .isEqualTo(RefusalReason.OUT_OF_RANGE);
    }

    @Test
    void refusesMoreOpenNotesThanItKeeps() {
        SiloScenario silo = started().level(5_000, 1);
        for (int i = 0; i < Deliveries.OPEN_NOTES_MAX; i++) {
            assertThat(silo.note("N" + i, march(1, "08:00"), 10_000).refusals()).isEmpty();
        }
        assertThat(silo.note("one more", march(1, "08:00"), 1).refusals().getFirst().reason())
                .isEqualTo(RefusalReason.TOO_MANY_OPEN_NOTES);
    }

    @Test
    void freezesConsumptionUntilTheRefillIsCounted() {
        SiloScenario silo = refilledAt8().fall(15_000, 14_000, 24);
        assertThat(silo.all(ConsumptionMetered.class)).isEmpty();
        silo.note("N1", march(1, "08:20"), 10_000);
        assertThat(silo.all(ConsumptionMetered.class)).hasSize(8);
        assertThat(silo.all(ConsumptionMetered.class))
                .allMatch(metered -> metered.quantity().equals(kg(100)));
    }

    private static SiloScenario refilledAt8() {
        return started()
                .levelUntil(5_000, march(1, "08:00"))
                .fall(5_000, 15_000, 3)
                .level(15_000, 24);
    }
}
