package io.usance.meter.silo.state;

import static io.usance.meter.silo.state.SiloScenario.SILO;
import static io.usance.meter.silo.state.SiloScenario.kg;
import static io.usance.meter.silo.state.SiloScenario.march;
import static io.usance.meter.silo.state.SiloScenario.started;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.DeliveryCorrected;
import io.usance.meter.silo.DeliveryVoided;
import io.usance.meter.silo.Doubt;
import io.usance.meter.silo.Entered;
import io.usance.meter.silo.RefusalReason;
import io.usance.meter.silo.SiloCommand.CorrectDelivery;
import io.usance.meter.silo.SiloCommand.VoidDelivery;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.DeliveryNotSeen;
import io.usance.meter.silo.SiloEvent.DeliverySource;
import io.usance.meter.silo.SiloEvent.MeteringDoubted;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.metering.Decision;
import io.usance.metering.MeteredKind;
import io.usance.quantity.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A delivery note that a person puts right or declares void, in each state that a note can be in.
 * The level rises by 10,000 kg on 1 March at 08:00, from 5,000.
 */
class NoteCorrectionsTest {

    private static final String FIRST = "2026-03-01/2026-03-02";
    private static final String SECOND = "2026-03-02/2026-03-03";

    /** What a note said, when it is corrected, to what; and what all that counts in the end. */
    @ParameterizedTest(name = "{0}: {1} kg at {2} becomes {3} kg at {4}")
    @CsvSource({
        // state, was, at, now (0: void), at ('-': as it was), counted at once, in the end
        "WAITING,        10400, 08:20, 10000, -,     10000, 10000",
        "WAITING,        10000, 16:00, 10000, 08:20, 10000, 10000",
        "WAITING,        10000, 08:20, 0,     -,     0,     10000",
        "COUNTED,        15000, 08:20, 10000, -,     10000, 10000",
        "COUNTED,        10000, 08:20, 9990,  08:40, 9990,  9990",
        "COUNTED,        10000, 08:20, 10000, 09:00, 10000, 10000",
        "COUNTED,        10000, 08:20, 0,     -,     0,     10000",
        // Nothing rose at 16:00: it is not seen there, and the rise is estimated.
        "COUNTED,        10000, 08:20, 10000, 16:00, 0,     10000",
        "NOT_SEEN,       10000, 16:00, 10000, 08:20, 10000, 10000",
        "NOT_SEEN,       10000, 16:00, 9000,  -,     0,     10000",
        // Too small for the level to show.
        "NOT_SEEN,       10000, 16:00, 100,   -,     100,   10100",
        "NOT_SEEN,       10000, 16:00, 0,     -,     0,     10000",
        "HIDDEN,         120,   16:00, 150,   -,     150,   10150",
        "HIDDEN,         120,   16:00, 12000, -,     0,     10000",
        "HIDDEN,         120,   16:00, 0,     -,     0,     10000",
    })
    void theBalanceIsAsIfTheNoteHadSaidSoFromTheBeginning(
            String state, long was, String at, long now, String nowAt, long atOnce, long end) {
        SiloScenario silo = refilledAt8();
        if (state.equals("WAITING")) {
            silo = started().levelUntil(5_000, march(1, "07:00"));
            silo.note("N1", march(1, at), was);
        } else {
            silo.note("N1", march(1, at), was);
            silo.levelUntil(15_000, march(1, "23:00"));
            long expected = state.equals("NOT_SEEN") ? 0 : was;
            assertThat(counted(silo)).as("before").isEqualTo(kg(expected));
            assertThat(silo.all(DeliveryNotSeen.class)).hasSize(state.equals("NOT_SEEN") ? 1 : 0);
        }
        @Nullable Instant time = nowAt.equals("-") ? null : march(1, nowAt);
        Decision<SiloEvent> decision =
                now == 0
                        ? silo.send(new VoidDelivery(SILO, "N1", by("C1", silo.now)))
                        : correct(
                                silo, "C1", time, now == was ? null : kg(now), by("C1", silo.now));
        assertThat(decision.refusals()).isEmpty();
        if (state.equals("WAITING")) {
            silo.levelUntil(5_000, march(1, "08:00")).level(15_000, 20);
        }
        silo.levelUntil(15_000, march(1, "23:45"));
        assertThat(counted(silo)).as("at once").isEqualTo(kg(atOnce));
        silo.levelUntil(15_000, march(3, "02:00"));
        assertThat(counted(silo)).as("in the end").isEqualTo(kg(end));
        assertThat(silo.all(PeriodClosed.class).getFirst().deliveries()).isEqualTo(kg(end));
        audit(silo);
    }

    /** Two notes for one rise of 10,000: 4,000 and 6,000, one of them typed wrong. */
    @ParameterizedTest(name = "second note of {0} becomes {1}")
    @CsvSource({"9000, 6000, 10000", "6000, 5990, 9990", "6000, 0, 4000"})
    void aNoteThatCountedTogetherWithAnother(long was, long now, long counted) {
        SiloScenario silo = refilledAt8();
        silo.note("N1", march(1, "08:20"), 4_000);
        silo.note("N2", march(1, "08:40"), was);
        if (now == 0) {
            silo.send(new VoidDelivery(SILO, "N2", by("C1", silo.now)));
        } else {
            correct(silo, "N2", null, kg(now), by("C1", silo.now));
        }
        assertThat(counted(silo)).isEqualTo(kg(counted));
        DeliveryCounted last = silo.all(DeliveryCounted.class).getLast();
        assertThat(last.noteIds()).containsExactly("N2");
        assertThat(last.refillNo()).isEqualTo(1);
        assertThat(last.source()).isEqualTo(DeliverySource.CORRECTION);
        assertThat(last.enteredId()).isEqualTo("C1");
        assertThat(last.deviates()).as("10,000 by the level").isEqualTo(now == 0);
        audit(silo);
    }

    /**
     * The period is closed: what a correction changes is booked in the open one, and says whose.
     */
    @ParameterizedTest(name = "{0} becomes {1}")
    @CsvSource({"15000, 10000, -5000", "9000, 10010, 1010", "10300, 0, -300"})
    void ofAClosedPeriodItIsBookedInTheOpenOne(long was, long now, long adjusted) {
        SiloScenario silo = refilledAt8();
        silo.note("N1", march(1, "08:20"), was);
        silo.levelUntil(15_000, march(2, "03:00"));
        assertThat(silo.only(PeriodClosed.class).deliveries()).isEqualTo(kg(was));
        silo.events.clear();
        if (now == 0) {
            // What is left is a rise without a note: it is estimated at once.
            silo.send(new VoidDelivery(SILO, "N1", by("C1", silo.now)));
        } else {
            correct(silo, "N1", null, kg(now), by("C1", silo.now));
        }
        assertThat(counted(silo)).isEqualTo(kg(adjusted));
        assertThat(silo.all(DeliveryCounted.class))
                .allMatch(each -> FIRST.equals(each.closedPeriodId()))
                .allMatch(each -> each.periodId().equals(SECOND));
        silo.levelUntil(15_000, march(3, "03:00"));
        PeriodClosed second = silo.only(PeriodClosed.class);
        assertThat(second.deliveries()).isEqualTo(kg(0));
        assertThat(second.adjustments()).isEqualTo(kg(adjusted));
        assertThat(second.opening().plus(second.adjustments()).minus(second.closing()))
                .isEqualTo(second.consumed());
    }

    /** It is charged in the closed one, and widens nothing in the open one. */
    @Test
    void ofAClosedPeriodItIsChargedThere() {
        SiloScenario silo = refilledAt8();
        silo.note("N1", march(1, "08:20"), 15_000);
        silo.levelUntil(15_000, march(2, "03:00"));
        assertThat(silo.only(PeriodClosed.class).consumed()).isEqualTo(kg(5_000));
        correct(silo, "N1", null, kg(10_000), by("C1", silo.now));
        ConsumptionMetered correction = silo.all(ConsumptionMetered.class).getLast();
        assertThat(correction.kind()).isEqualTo(MeteredKind.CORRECTION);
        assertThat(correction.periodId()).isEqualTo(FIRST);
        assertThat(correction.bookedPeriodId()).isEqualTo(SECOND);
        assertThat(correction.quantity()).isEqualTo(kg(-5_000));
        silo.levelUntil(15_000, march(3, "03:00"));
        PeriodClosed second = silo.all(PeriodClosed.class).getLast();
        assertThat(second.corrections()).isEqualTo(kg(-5_000));
        assertThat(second.drawn()).isEqualTo(kg(0));
        assertThat(Objects.requireNonNull(second.budget()).otherPeriods()).isEqualTo(kg(0));
        audit(silo);
    }

    /** Estimated at the close, corrected by a late note, and that note was wrong again. */
    @Test
    void aNoteThatCorrectedAnEstimate() {
        SiloScenario silo = refilledAt8().levelUntil(15_000, march(3, "00:15"));
        silo.note("N1", march(1, "08:20"), 10_300);
        assertThat(counted(silo)).isEqualTo(kg(10_300));
        correct(silo, "N1", null, kg(10_030), by("C1", silo.now));
        assertThat(counted(silo)).isEqualTo(kg(10_030));
        silo.send(new VoidDelivery(SILO, "N1", by("C2", silo.now)));
        assertThat(counted(silo)).as("the estimate again").isEqualTo(kg(10_000));
        silo.note("N2", march(1, "08:20"), 10_040);
        assertThat(counted(silo)).as("by the right note").isEqualTo(kg(10_040));
        assertThat(silo.all(DeliveryCounted.class).subList(1, 5))
                .allMatch(each -> FIRST.equals(each.closedPeriodId()));
    }

    @Test
    void theSameCorrectionAgainChangesNothingAndAnotherUnderItsIdIsRefused() {
        SiloScenario silo = refilledAt8();
        silo.note("N1", march(1, "08:20"), 15_000);
        Entered c1 = by("C1", silo.now);
        assertThat(correct(silo, "N1", null, kg(10_000), c1).events()).hasSize(2);
        Decision<SiloEvent> again = correct(silo, "N1", null, kg(10_000), c1);
        assertThat(again.events()).isEmpty();
        assertThat(again.duplicates()).isEqualTo(1);
        assertThat(reason(correct(silo, "N1", null, kg(9_000), c1)))
                .isEqualTo(RefusalReason.ENTRY_CONFLICT);
        assertThat(silo.last.refusals().getFirst().detail())
                .contains("C1", "CORRECT N1", "10000", "Ann", "typed wrong");
        correct(silo, "N1", null, kg(10_100), by("C2", silo.now));
        correct(silo, "N1", null, kg(10_000), by("C3", silo.now));
        assertThat(counted(silo)).as("the last one counts").isEqualTo(kg(10_000));
        assertThat(silo.all(DeliveryCorrected.class))
                .extracting(e -> e.was().quantity(), e -> e.note().quantity())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(kg(15_000), kg(10_000)),
                        org.assertj.core.groups.Tuple.tuple(kg(10_000), kg(10_100)),
                        org.assertj.core.groups.Tuple.tuple(kg(10_100), kg(10_000)));
        assertThat(correct(silo, "N1", null, kg(10_000), c1).duplicates()).isEqualTo(1);
        assertThat(counted(silo)).isEqualTo(kg(10_000));
    }

    @Test
    void whatIsRefused() {
        SiloScenario silo = refilledAt8();
        Entered c1 = by("C1", silo.now);
        assertThat(reason(correct(silo, "N1", null, kg(1), c1)))
                .isEqualTo(RefusalReason.UNKNOWN_DELIVERY_NOTE);
        silo.note("N1", march(1, "08:20"), 10_000);
        assertThat(reason(correct(silo, "N1", null, kg(31_000), c1)))
                .isEqualTo(RefusalReason.OUT_OF_RANGE);
        assertThat(reason(correct(silo, "N1", null, litres(), c1)))
                .isEqualTo(RefusalReason.UNIT_MISMATCH);
        silo.send(new VoidDelivery(SILO, "N1", c1));
        assertThat(silo.only(DeliveryVoided.class).note().quantity()).isEqualTo(kg(10_000));
        assertThat(reason(correct(silo, "N1", null, kg(9_000), by("C2", silo.now))))
                .isEqualTo(RefusalReason.DELIVERY_NOTE_VOIDED);
        assertThat(reason(silo.send(new VoidDelivery(SILO, "N1", by("C3", silo.now)))))
                .isEqualTo(RefusalReason.DELIVERY_NOTE_VOIDED);
        assertThat(silo.send(new VoidDelivery(SILO, "N1", c1)).duplicates()).isEqualTo(1);
        assertThat(reason(silo.note("N1", march(1, "08:20"), 10_000)))
                .isEqualTo(RefusalReason.DUPLICATE_DELIVERY_NOTE);
    }

    @Test
    void aNoteThatTheLevelContradictsIsDoubtedUntilItIsCorrected() {
        SiloScenario silo = refilledAt8();
        silo.note("N1", march(1, "08:20"), 15_000);
        MeteringDoubted doubted = silo.only(MeteringDoubted.class);
        assertThat(doubted.doubt()).isEqualTo(Doubt.NOTE_CONTRADICTED);
        assertThat(doubted.quantity()).isEqualTo(kg(15_000));
        assertThat(doubted.expected()).isEqualTo(kg(10_000));
        silo.events.clear();
        correct(silo, "N1", null, kg(10_000), by("C1", silo.now));
        assertThat(silo.only(DeliveryCounted.class).deviates()).isFalse();
        assertThat(silo.all(MeteringDoubted.class)).isEmpty();
    }

    /**
     * One delivery that the level showed as two rises; then the note says it was only the first.
     */
    @Test
    void aPartWaitsAgainWhenItsNoteNoLongerContainsIt() {
        SiloScenario silo = started().levelUntil(5_000, march(1, "08:00")).level(9_000, 16);
        silo.level(15_000, 24);
        silo.note("N1", march(1, "08:20"), 10_000);
        assertThat(silo.all(DeliveryCounted.class))
                .extracting(DeliveryCounted::refillNo)
                .containsExactly(1, 2);
        correct(silo, "N1", null, kg(4_000), by("C1", silo.now));
        silo.note("N2", march(1, "12:10"), 6_000);
        assertThat(counted(silo)).isEqualTo(kg(10_000));
        assertThat(silo.all(DeliveryCounted.class).getLast().refillNo()).isEqualTo(2);
    }

    /** Recorded = counted + not seen + waiting + void, whatever is entered. */
    @Test
    void notesAreEachInOneState() {
        SiloScenario silo = refilledAt8();
        silo.note("N1", march(1, "08:20"), 10_000);
        silo.note("N2", march(1, "16:00"), 9_000);
        silo.note("N3", march(1, "16:00"), 9_000);
        silo.note("N4", march(1, "20:00"), 9_000);
        silo.levelUntil(15_000, march(1, "23:30"));
        silo.send(new VoidDelivery(SILO, "N3", by("C1", silo.now)));
        assertThat(silo.state.entries().notes())
                .extracting(Entries.KnownNote::fate)
                .containsExactly(
                        Entries.Fate.COUNTED,
                        Entries.Fate.NOT_SEEN,
                        Entries.Fate.VOIDED,
                        Entries.Fate.WAITING);
    }

    @Test
    void aSnapshotKeepsWhatWasEntered() {
        SiloScenario silo = refilledAt8();
        silo.note("N1", march(1, "08:20"), 15_000);
        correct(silo, "N1", null, kg(10_000), by("C1", silo.now));
        silo.state = SiloState.restore(silo.state.snapshot());
        assertThat(correct(silo, "N1", null, kg(10_000), by("C1", silo.now)).duplicates())
                .isEqualTo(1);
        silo.send(new VoidDelivery(SILO, "N1", by("C2", silo.now)));
        assertThat(counted(silo)).isEqualTo(kg(0));
    }

    // ---- helpers ----

    static Entered by(String id, Instant at) {
        return new Entered(id, "Ann", "typed wrong", at);
    }

    static Decision<SiloEvent> correct(
            SiloScenario silo,
            String noteOrCorrection,
            @Nullable Instant at,
            @Nullable Quantity quantity,
            Entered entered) {
        String noteId = noteOrCorrection.startsWith("C") ? "N1" : noteOrCorrection;
        return silo.send(new CorrectDelivery(SILO, noteId, at, quantity, entered));
    }

    private static RefusalReason reason(Decision<SiloEvent> decision) {
        return (RefusalReason) decision.refusals().getFirst().reason();
    }

    private static Quantity litres() {
        return new Quantity(1_000, io.usance.quantity.Dimension.VOLUME);
    }

    static Quantity counted(SiloScenario silo) {
        return silo.all(DeliveryCounted.class).stream()
                .map(DeliveryCounted::quantity)
                .reduce(kg(0), Quantity::plus);
    }

    /** What was derived follows from the inputs once more. */
    static void audit(SiloScenario silo) {
        assertThat(MeteringAudit.fromRegistration().check(List.copyOf(silo.events))).isEmpty();
    }

    private static SiloScenario refilledAt8() {
        return started().levelUntil(5_000, march(1, "08:00")).level(15_000, 20);
    }
}
