package io.usance.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Rows of several kinds in one file: levels all, or something else among them. */
class RowKindsTest {

    /** A level that falls by 10 an hour from 12,000, with a row of another kind every twelfth. */
    private static String apart(IntFunction<String> other) {
        Random random = new Random(3);
        RowKinds kinds = new RowKinds();
        for (int i = 0; i < 700; i++) {
            kinds.add("MEASUREMENT", level(i, random) + " kg");
            if (i % 12 == 0) {
                kinds.add("STATUS", other.apply(i));
            }
        }
        return String.valueOf(kinds.apart());
    }

    private static String level(int i, Random random) {
        return "" + Math.round(12_000 - 10.0 * i + 15 * random.nextGaussian());
    }

    @Test
    void aBatteryATemperatureAndAZeroAreNoLevels() {
        assertThat(apart(i -> "3,6 V")).isEqualTo("MEASUREMENT");
        assertThat(apart(i -> "21.5")).isEqualTo("MEASUREMENT");
        assertThat(apart(i -> "0")).isEqualTo("MEASUREMENT");
    }

    @Test
    void anAlarmThatRepeatsTheLevelIsOne() {
        Random random = new Random(4);
        assertThat(apart(i -> level(i, random))).isEqualTo("null");
    }

    @Test
    void aRowWithoutANumberSaysNothing() {
        assertThat(apart(i -> "")).isEqualTo("null");
        assertThat(apart(i -> "OFFLINE")).isEqualTo("null");
    }

    @Test
    void oneKindIsOneSeries() {
        RowKinds kinds = new RowKinds();
        kinds.add("A", "5");
        kinds.add("A", "9000");
        assertThat(kinds.apart()).isNull();
    }
}
