package io.usance.meter.silo.state;

import static io.usance.meter.silo.state.SiloScenario.kg;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.Doubt;
import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.MeteringDoubted;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no program can explain is neither billed at once nor passed over in silence. */
class DoubtsTest {

    private static final int DAY = 96;

    /** By {@link #drawn()}, thousandths of a kilogram. */
    private static final long DRAWN = 3 * 1_920_000;

    /** A silo that has been drawn from for three days, 40 kg in a quarter of an hour by day. */
    private static SiloScenario drawn() {
        SiloScenario silo = SiloScenario.started().level(29_000, 8);
        for (int day = 0; day < 3; day++) {
            int from = 29_000 - 1_920 * day;
            silo.fall(from, from - 1_920, 48).level(from - 1_920, 48);
        }
        // Not at a period's end.
        return silo.level(23_240, 24);
    }

    @ParameterizedTest(name = "{0} readings of zero")
    @ValueSource(ints = {1, 3, 5, 12, 48, 90})
    void zerosAreNoDraw(int zeros) {
        SiloScenario silo = drawn();
        silo.level(0, zeros);
        assertThat(total(silo)).as("while it is zero").isLessThanOrEqualTo(DRAWN);
        silo.level(23_240, 2 * DAY);
        assertThat(total(silo)).as("afterwards").isBetween(DRAWN - 60_000, DRAWN + 60_000);
        assertThat(silo.all(DeliveryCounted.class)).isEmpty();
        assertThat(silo.all(MeteringDoubted.class)).isEmpty();
    }

    @Test
    void aSiloThatIsReallyEmptyIsBilledADayLater() {
        SiloScenario silo = drawn().level(0, DAY + 8);
        assertThat(total(silo)).isGreaterThan(DRAWN + 22_000_000);
        assertThat(doubts(silo)).containsExactly(Doubt.UNUSUAL_FALL);
    }

    @Test
    void anUnusualFallWaitsForHoursAndIsFlagged() {
        SiloScenario silo = drawn();
        silo.level(19_000, 20);
        assertThat(total(silo)).as("five hours").isLessThanOrEqualTo(DRAWN);
        silo.level(19_000, 20);
        assertThat(total(silo)).as("ten hours").isGreaterThan(DRAWN + 4_000_000);
        MeteringDoubted doubted = silo.only(MeteringDoubted.class);
        assertThat(doubted.doubt()).isEqualTo(Doubt.UNUSUAL_FALL);
        assertThat(doubted.quantity()).isBetween(kg(4_200), kg(4_280));
        assertThat(Duration.between(doubted.from(), doubted.to())).isLessThan(Duration.ofHours(9));
    }

    /** Its readings end, or a person closes it, before hours could confirm the fall. */
    @Test
    void aPeriodClosedWhileAFallWaitsSaysSo() {
        SiloScenario silo = drawn();
        silo.level(19_000, 8);
        silo.send(
                new SiloCommand.ClosePeriod(
                        SiloScenario.SILO,
                        silo.state.contract().period().id(),
                        silo.now.plus(Duration.ofDays(2))));
        PeriodClosed closed = silo.all(PeriodClosed.class).getLast();
        assertThat(closed.consumed()).as("it is not billed yet").isBetween(kg(-20), kg(60));
        MeteringDoubted doubted = silo.all(MeteringDoubted.class).getLast();
        assertThat(doubted.doubt()).isEqualTo(Doubt.UNUSUAL_FALL);
        assertThat(doubted.periodId()).isEqualTo(closed.periodId());
        assertThat(doubted.quantity()).isBetween(kg(4_200), kg(4_280));
    }

    @Test
    void aFallThatComesBackIsFlaggedAndNothingIsMeteredOfIt() {
        SiloScenario silo = drawn();
        silo.level(19_000, 8).level(23_240, 2 * DAY);
        assertThat(doubts(silo)).containsExactly(Doubt.FALL_CAME_BACK);
        assertThat(total(silo)).isBetween(DRAWN - 60_000, DRAWN + 60_000);
        assertThat(silo.all(DeliveryCounted.class)).isEmpty();
    }

    /** An auger that starts an hour after the lorry has left did not run beside it. */
    @Test
    void whatIsDrawnLaterIsNoPartOfTheDelivery() {
        SiloScenario silo = SiloScenario.started().level(1_000, DAY);
        silo.level(8_000, 1).level(15_000, 1).level(21_000, 8);
        silo.fall(21_000, 13_000, 8).level(13_000, 2 * DAY);
        DeliveryCounted counted = silo.only(DeliveryCounted.class);
        assertThat(counted.quantity()).isBetween(kg(19_900), kg(20_900));
    }

    /** No level stands behind the rise: what left at once was delivered as well. */
    @ParameterizedTest(name = "{0} readings of {1} kg less each")
    @CsvSource({"8, 1000", "12, 500", "20, 300", "6, 2000"})
    void anAugerThatStartsAtOnceIsWithinTheUncertainty(int readings, int each) {
        SiloScenario silo = SiloScenario.started().level(1_000, DAY);
        silo.level(8_000, 1).level(15_000, 1).level(21_000, 1);
        int left = 21_000 - readings * each;
        silo.fall(21_000, left, readings).level(left, 2 * DAY);
        DeliveryCounted counted = silo.only(DeliveryCounted.class);
        long uncertainty = counted.levelUncertainty().milli();
        assertThat(counted.quantity().milli())
                .isBetween(20_000_000 - uncertainty, 20_000_000 + uncertainty);
        assertThat(uncertainty).as("and says something").isLessThan(1_000L * readings * each);
    }

    /** A silo that stood still has no usual draw, and a first batch is none to doubt. */
    @Test
    void theFirstBatchIsNoDoubt() {
        SiloScenario silo = SiloScenario.started().level(25_000, 3 * DAY).level(19_200, 2 * DAY);
        assertThat(silo.all(MeteringDoubted.class)).isEmpty();
        assertThat(total(silo)).isBetween(5_700_000L, 5_900_000L);
    }

    @ParameterizedTest(name = "two readings of {0} kg, then {1} kg")
    @CsvSource({"19200, 24350", "15000, 24000"})
    void aBatchAndARefillThatTwoReadingsSeeAreMetered(long low, long after) {
        SiloScenario silo =
                SiloScenario.started().level(25_000, 3 * DAY).level(low, 2).level(after, 3 * DAY);
        DeliveryCounted delivery = silo.only(DeliveryCounted.class);
        assertThat(delivery.quantity().milli())
                .isBetween(1_000 * (after - low) - 100_000, 1_000 * (after - low) + 100_000);
        assertThat(total(silo))
                .isBetween(1_000 * (25_000 - low) - 300_000, 1_000 * (25_000 - low) + 300_000);
    }

    /**
     * ±0.75 % of the capacity, day and night, nothing drawn: no refill, and no draw once a day has
     * shown that it comes back.
     */
    @Test
    void aSwingIsNeitherDrawnNorDelivered() {
        SiloScenario silo = SiloScenario.started();
        for (int i = 0; i < 12 * DAY; i++) {
            silo.level(20_000 + Math.round(225 * Math.sin(2 * Math.PI * i / DAY)), 1);
        }
        assertThat(silo.all(DeliveryCounted.class)).isEmpty();
        List<PeriodClosed> closed = silo.all(PeriodClosed.class);
        assertThat(closed.getFirst().consumed()).isBetween(kg(-100), kg(100));
        assertThat(closed.subList(2, closed.size()))
                .hasSizeGreaterThan(8)
                .allMatch(close -> close.consumed().isZero() && close.provisional().isZero());
    }

    private static List<Doubt> doubts(SiloScenario silo) {
        return silo.all(MeteringDoubted.class).stream()
                .map(MeteringDoubted::doubt)
                .distinct()
                .toList();
    }

    private static long total(SiloScenario silo) {
        return silo.all(ConsumptionMetered.class).stream()
                .mapToLong(metered -> metered.quantity().milli())
                .sum();
    }
}
