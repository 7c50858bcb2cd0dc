package io.usance.meter.silo.state;

import static io.usance.meter.silo.state.SiloScenario.kg;
import static io.usance.meter.silo.state.SiloScenario.march;
import static io.usance.meter.silo.state.SiloScenario.started;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.Doubt;
import io.usance.meter.silo.SiloCommand.AssignContract;
import io.usance.meter.silo.SiloCommand.ClosePeriod;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.DeliverySource;
import io.usance.meter.silo.SiloEvent.MeteringDoubted;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.spec.DeliveryPolicy;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.MeteredKind;
import io.usance.period.BillingCalendar;
import io.usance.quantity.Quantity;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a rise of the level counts without a note, by what is declared of the silo. */
class DeliveryPolicyTest {

    private static final String FIRST_DAY = "2026-03-01/2026-03-02";
    private static final BillingCalendar MONTHLY =
            new BillingCalendar(ZoneId.of("UTC"), BillingCalendar.Cycle.MONTH);

    private static SiloSpec spec(DeliveryPolicy policy, @Nullable Quantity smallest) {
        return SiloSpec.builder(SiloScenario.SILO)
                .material("granulate")
                .capacity(kg(30_000))
                .sensor(SiloScenario.SENSOR)
                .noise(kg(10))
                .resolution(kg(10))
                .stuckAfterReadings(0)
                .step(kg(100))
                .deliveries(policy)
                .smallestDelivery(smallest)
                .build();
    }

    /** 2,000 kg are drawn before and 1,000 after ten tonnes that come at 12:00 on the first day. */
    private static SiloScenario refilled(SiloSpec spec) {
        return started(spec)
                .level(8_000, 8)
                .fall(8_000, 6_000, 48)
                .fall(6_000, 16_000, 3)
                .fall(16_000, 15_000, 45);
    }

    @Test
    void aRiseWithoutANoteCountsNothingAndIsSaid() {
        SiloScenario silo = refilled(spec(DeliveryPolicy.NOTED, null));
        silo.levelUntil(15_000, march(3, "01:00"));
        assertThat(silo.all(DeliveryCounted.class)).isEmpty();
        List<MeteringDoubted> doubted =
                silo.all(MeteringDoubted.class).stream()
                        .filter(event -> event.doubt() == Doubt.DELIVERY_NOT_NOTED)
                        .toList();
        assertThat(doubted).hasSize(1);
        MeteringDoubted said = doubted.getFirst();
        assertThat(said.periodId()).isEqualTo(FIRST_DAY);
        assertThat(said.quantity()).isBetween(kg(9_900), kg(10_100));
        assertThat(said.from()).isBetween(march(1, "11:30"), march(1, "12:15"));
        PeriodClosed closed = silo.all(PeriodClosed.class).getFirst();
        assertThat(closed.periodId()).isEqualTo(FIRST_DAY);
        assertThat(closed.deliveries()).isEqualTo(kg(0));
        assertThat(closed.negative()).isTrue();
        assertThat(closed.trueUp()).isEqualTo(kg(0));
        assertThat(silo.events.indexOf(said)).isLessThan(silo.events.indexOf(closed));
        assertFollows(silo);
    }

    /** Drawn were 3,000 kg, of which the first 2,000 were issued before. */
    @Test
    void aNoteThatComesAfterTheCloseCountsInItsPeriod() {
        SiloScenario silo = refilled(spec(DeliveryPolicy.NOTED, null));
        silo.levelUntil(15_000, march(3, "01:00"));
        assertThat(drawnOn(silo, FIRST_DAY)).isBetween(1_700L, 2_000L);
        silo.note("N1", march(1, "12:15"), 10_000);
        DeliveryCounted counted = silo.only(DeliveryCounted.class);
        assertThat(counted.source()).isEqualTo(DeliverySource.WEIGHED);
        assertThat(counted.closedPeriodId()).isEqualTo(FIRST_DAY);
        assertThat(counted.deviates()).isFalse();
        assertThat(drawnOn(silo, FIRST_DAY)).isBetween(2_900L, 3_050L);
        silo.levelUntil(15_000, march(5, "01:00"));
        assertThat(drawnOn(silo, FIRST_DAY)).isBetween(2_900L, 3_050L);
        assertThat(silo.all(PeriodClosed.class).getLast().negative()).isFalse();
        assertFollows(silo);
    }

    @Test
    void aNoteInTimeIsNoException() {
        SiloScenario silo = refilled(spec(DeliveryPolicy.NOTED, null));
        silo.note("N1", march(1, "12:15"), 10_000);
        silo.levelUntil(15_000, march(3, "01:00"));
        assertThat(silo.only(DeliveryCounted.class).quantity()).isEqualTo(kg(10_000));
        assertThat(silo.all(MeteringDoubted.class)).isEmpty();
        assertThat(drawnOn(silo, FIRST_DAY)).isBetween(2_900L, 3_050L);
    }

    /** Issued were most of 7,000 kg before three tonnes came; the balance without is 6,000 kg. */
    @Test
    void nothingIsTakenBackOfWhatWasIssued() {
        SiloScenario silo =
                started(spec(DeliveryPolicy.NOTED, null))
                        .level(24_000, 8)
                        .fall(24_000, 17_000, 48)
                        .fall(17_000, 20_000, 3)
                        .fall(20_000, 18_000, 45)
                        .levelUntil(18_000, march(3, "01:00"));
        PeriodClosed closed = silo.all(PeriodClosed.class).getFirst();
        assertThat(closed.consumed()).isEqualTo(closed.provisional()).isGreaterThan(kg(6_000));
        assertThat(closed.trueUp()).isEqualTo(kg(0));
        assertThat(closed.negative()).isTrue();
        silo.note("N1", march(1, "12:15"), 3_000);
        assertThat(drawnOn(silo, FIRST_DAY)).isBetween(8_700L, 9_050L);
        silo.levelUntil(18_000, march(5, "01:00"));
        assertThat(drawnOn(silo, FIRST_DAY)).isBetween(8_700L, 9_050L);
        assertThat(drawnOn(silo, "2026-03-02/2026-03-03")).isBetween(-50L, 50L);
        assertThat(silo.all(PeriodClosed.class).getLast().negative()).isFalse();
        assertFollows(silo);
    }

    @Test
    void aPeriodClosedByCommandSaysItAsWell() {
        SiloScenario silo = refilled(spec(DeliveryPolicy.NOTED, null));
        Instant end = march(2, "00:00");
        silo.levelUntil(15_000, march(2, "04:00"));
        silo.send(new ClosePeriod(SiloScenario.SILO, FIRST_DAY, silo.now));
        assertThat(silo.all(PeriodClosed.class)).hasSize(1);
        assertThat(silo.all(DeliveryCounted.class)).isEmpty();
        assertThat(silo.all(MeteringDoubted.class))
                .filteredOn(event -> event.doubt() == Doubt.DELIVERY_NOT_NOTED)
                .singleElement()
                .satisfies(event -> assertThat(event.to()).isBefore(end));
        assertFollows(silo);
    }

    @Test
    void aSnapshotKeepsThatItIsSaid() {
        SiloScenario silo = refilled(spec(DeliveryPolicy.NOTED, kg(500)));
        silo.levelUntil(15_000, march(3, "01:00"));
        silo.state = SiloState.restore(silo.state.snapshot());
        assertThat(silo.state.spec()).isEqualTo(spec(DeliveryPolicy.NOTED, kg(500)));
        silo.levelUntil(15_000, march(5, "01:00"));
        assertThat(silo.all(MeteringDoubted.class))
                .filteredOn(event -> event.doubt() == Doubt.DELIVERY_NOT_NOTED)
                .hasSize(1);
    }

    /** 400 kg come at once and stay: without the limit they are a delivery. */
    @Test
    void aRiseBelowTheSmallestDeliveryIsNoneAndWidensTheUncertainty() {
        SiloScenario without = toppedUp(spec(DeliveryPolicy.ESTIMATED, null));
        SiloScenario with = toppedUp(spec(DeliveryPolicy.ESTIMATED, kg(1_000)));
        assertThat(without.only(DeliveryCounted.class).quantity()).isBetween(kg(380), kg(460));
        assertThat(with.all(DeliveryCounted.class)).isEmpty();
        PeriodClosed estimated = closed(without);
        PeriodClosed small = closed(with);
        assertThat(estimated.consumed()).isBetween(kg(1_950), kg(2_050));
        assertThat(small.consumed()).isBetween(kg(1_500), kg(1_650));
        long error = 2_000_000 - small.consumed().milli();
        assertThat(small.expandedUncertainty().milli()).isGreaterThan(error);
        assertThat(small.expandedUncertainty().milli()).isLessThan(2 * error);
        assertFollows(with);
    }

    @Test
    void aNoteCountsARiseBelowTheSmallestDelivery() {
        SiloScenario silo =
                started(spec(DeliveryPolicy.NOTED, kg(1_000)))
                        .level(8_000, 8)
                        .fall(8_000, 7_000, 40)
                        .fall(7_000, 7_400, 2);
        silo.note("N1", march(1, "10:15"), 400);
        silo.fall(7_400, 6_400, 54).levelUntil(6_400, march(3, "01:00"));
        assertThat(silo.only(DeliveryCounted.class).quantity()).isEqualTo(kg(400));
        assertThat(silo.all(MeteringDoubted.class)).isEmpty();
        assertThat(closed(silo).consumed()).isBetween(kg(1_950), kg(2_050));
        assertThat(closed(silo).expandedUncertainty()).isLessThan(kg(250));
    }

    /** Two tonnes up and down each day, of which a quarter of an hour shows 50 kg. */
    @Test
    void whatSwingsByLessThanTheSmallestDeliveryIsNoDelivery() {
        SiloScenario silo = started(spec(DeliveryPolicy.ESTIMATED, kg(3_000)));
        for (int i = 0; i < 8 * 96; i++) {
            silo.level(15_000 + Math.round(1_000 * Math.sin(2 * Math.PI * i / 96)), 1);
        }
        assertThat(silo.all(DeliveryCounted.class)).isEmpty();
        List<PeriodClosed> closes = silo.all(PeriodClosed.class);
        assertThat(closes).hasSizeGreaterThan(5);
        assertThat(closes.subList(2, closes.size()))
                .allMatch(close -> close.consumed().isZero() && close.provisional().isZero());
    }

    /** A day after the rise what was drawn since is issued, though no note has come. */
    @Test
    void aRiseWithoutANoteIsEstimatedProvisionallyADayLater() {
        SiloScenario silo = SiloScenario.registered();
        silo.send(
                new AssignContract(
                        SiloScenario.SILO, "c-1", MONTHLY, SiloScenario.FROM, SiloScenario.FROM));
        silo.level(8_000, 8).fall(8_000, 6_000, 48).fall(6_000, 16_000, 3);
        silo.fall(16_000, 14_000, 90);
        long before = issued(silo);
        assertThat(before).as("of 4,000 kg, within a day").isBetween(1_700L, 2_000L);
        silo.fall(14_000, 12_000, 96);
        assertThat(issued(silo)).as("of 6,000 kg").isBetween(5_300L, 6_000L);
        assertThat(silo.all(DeliveryCounted.class)).isEmpty();
        silo.note("N1", march(1, "12:15"), 10_000);
        assertThat(issued(silo)).isBetween(5_500L, 6_000L);
        assertFollows(silo);
    }

    private static SiloScenario toppedUp(SiloSpec spec) {
        return started(spec)
                .level(8_000, 8)
                .fall(8_000, 7_000, 40)
                .fall(7_000, 7_400, 2)
                .fall(7_400, 6_400, 54)
                .levelUntil(6_400, march(3, "01:00"));
    }

    private static PeriodClosed closed(SiloScenario silo) {
        return silo.all(PeriodClosed.class).getFirst();
    }

    /** Kilograms charged of what was drawn in a period. */
    private static long drawnOn(SiloScenario silo, String periodId) {
        return silo.all(ConsumptionMetered.class).stream()
                        .filter(metered -> metered.periodId().equals(periodId))
                        .mapToLong(metered -> metered.quantity().milli())
                        .sum()
                / 1_000;
    }

    private static long issued(SiloScenario silo) {
        return silo.all(ConsumptionMetered.class).stream()
                        .filter(metered -> metered.kind() == MeteredKind.PROVISIONAL)
                        .mapToLong(metered -> metered.quantity().milli())
                        .sum()
                / 1_000;
    }

    /** The log follows from its inputs. */
    private static void assertFollows(SiloScenario silo) {
        assertThat(MeteringAudit.fromRegistration().check(silo.events)).isEmpty();
    }
}
