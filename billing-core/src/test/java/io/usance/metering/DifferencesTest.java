package io.usance.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import java.util.List;
import java.util.Map;
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

    private record Balances(Map<String, Inner> byName) {}

    @Test
    void ofMapsOnlyTheEntriesThatDifferAreNamed() {
        Balances recorded =
                new Balances(Map.of("bad", new Inner("a", 1), "good", new Inner("b", 2)));
        Balances expected =
                new Balances(Map.of("bad", new Inner("a", 1), "good", new Inner("b", 3)));
        assertThat(Differences.follows(recorded, expected))
                .isEqualTo("recorded is balances with byName.good.width: 2, there follows 3");
        assertThat(Differences.words(new Balances(Map.of("bad", new Inner("a", 1)))))
                .isEqualTo("balances (byName bad (name a, width 1))");
    }

    private static Outer outer(long capacityMilli, Inner... registers) {
        return new Outer("a", new Quantity(capacityMilli, Dimension.MASS), List.of(registers));
    }
}
