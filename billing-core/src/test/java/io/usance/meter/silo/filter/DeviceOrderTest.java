package io.usance.meter.silo.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The order of readings, by counter and by time, and its gaps. */
class DeviceOrderTest {

    private final DeviceOrder order = DeviceOrder.of(false);
    private final List<Long> passed = new ArrayList<>();

    @Test
    void putsAReplayBehindWhichLiveReadingsOvertookInPlace() {
        accept(10, 11, 14, 15, 12, 13, 16);
        assertThat(passed).containsExactly(10L, 11L, 12L, 13L, 14L, 15L, 16L);
        assertThat(order.held()).isEmpty();
    }

    @Test
    void declaresAGapWhenAsManyAreHeldAsFit() {
        accept(1);
        for (long n = 3; n < 2 + DeviceOrder.HELD_READINGS_MAX; n++) {
            accept(n);
        }
        assertThat(passed).containsExactly(1L);
        accept(2 + DeviceOrder.HELD_READINGS_MAX);
        assertThat(passed).hasSize(1 + DeviceOrder.HELD_READINGS_MAX);
        assertThat(order.held()).isEmpty();
    }

    @Test
    void declaresAGapWhenTheHeldSpanTooLong() {
        accept(1);
        order.accept(new Sample(3, 0, 0, 0), s -> passed.add(s.sequence()));
        order.accept(
                new Sample(4, DeviceOrder.HELD_SPAN_MAX_MS, 0, 0), s -> passed.add(s.sequence()));
        assertThat(passed).containsExactly(1L, 3L, 4L);
    }

    @Test
    void passesNothingWhosePlaceWasPassed() {
        accept(5, 4, 6);
        assertThat(passed).containsExactly(5L, 6L);
    }

    @Test
    void readingsAreTakenByTimeOnceTheyHaveWaited() {
        DeviceOrder order = DeviceOrder.of(true);
        List<Long> passed = new ArrayList<>();
        for (long minute : new long[] {30, 0, 60, 15, 45, 119, 120, 90, 150, 10}) {
            order.accept(
                    new Sample(minute * 60_000, minute * 60_000, 0, 0),
                    sample -> passed.add(sample.atMs() / 60_000));
        }
        assertThat(passed).as("10 came too late").containsExactly(0L, 15L, 30L);
    }

    private void accept(long... sequences) {
        for (long sequence : sequences) {
            order.accept(
                    new Sample(sequence, 1000 * sequence, 0, 0), s -> passed.add(s.sequence()));
        }
    }
}
