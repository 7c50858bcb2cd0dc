package io.usance.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DifferencesTest {
    private record Inner(String name, @Nullable Integer width) {}

    private record Outer(String id, Quantity capacity, List<Inner> registers) {}

    private record MeterLeftEarly(String id) {}

    @Test
    void onlyWhatDiffersIsNamed() {
        Outer present = outer(60_000_000, new Inner("good", 32), new Inner("bad", null));
        assertThat(Differences.between(present, outer(61_000_000, new Inner("good", 64))))
                .isEqualTo(
                        "capacity: 60000.000 kg, asked 61000.000 kg;"
                                + " registers[0].width: 32, asked 64;"
                                + " registers[1]: (name bad), asked none");
        assertThat(Differences.between(present, present)).isEmpty();
    }

    @Test
    void whatFollowsIsSaidWithoutNamesOfClasses() {
        Outer recorded = outer(1_000_000);
        assertThat(Differences.follows(recorded, outer(2_000_000)))
                .isEqualTo(
                        "recorded is outer with capacity: 1000.000 kg, there follows 2000.000 kg");
        assertThat(Differences.follows(recorded, new MeterLeftEarly("a")))
                .isEqualTo(
                        "recorded is outer (id a, capacity 1000.000 kg, registers ),"
                                + " but there follows meter left early (id a)");
        assertThat(Differences.follows(recorded, null)).endsWith(", but there follows nothing");
    }

    private static Outer outer(long capacityMilli, Inner... registers) {
        return new Outer("a", new Quantity(capacityMilli, Dimension.MASS), List.of(registers));
    }
}
