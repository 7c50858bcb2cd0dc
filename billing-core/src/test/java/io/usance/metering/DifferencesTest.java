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

    private static Outer outer(long capacityMilli, Inner... registers) {
        return new Outer("a", new Quantity(capacityMilli, Dimension.MASS), List.of(registers));
    }
}
