package io.usance.meter.silo.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Thirty months of each kind, with delivery notes and without: billed within the printed
 * uncertainty, or flagged. {@code -Dusance.seeds=N} for more or fewer of each, {@code
 * -Dusance.seeds.first=N} for others, {@code -Dusance.kind=NAME} for some kinds only, with each
 * month that was missed.
 */
@Tag("slow")
class StressTableTest {

    private static final int SEEDS = Integer.getInteger("usance.seeds", 30);
    private static final int FIRST = Integer.getInteger("usance.seeds.first", 1);
    private static final String KIND = System.getProperty("usance.kind", "");

    /** Of all months, and of the months of kinds that a level can follow. */
    private static final double KEPT = 0.95;

    private static final double ALARMS = 0.05;

    @Test
    void billsWithinTheUncertaintyOrSaysThatItCannot() {
        List<String> lines = new ArrayList<>();
        Tally all = new Tally("all", false);
        Tally followed = new Tally("that can be followed", false);
        Tally declared = new Tally("of declared accuracy", false);
        for (RoughKind kind : RoughKind.all()) {
            if (!kind.name.contains(KIND)) {
                continue;
            }
            for (boolean noted : new boolean[] {true, false}) {
                Tally tally = tally(kind, noted, lines);
                all.add(tally);
                lines.add(tally.line());
                if (kind.accuracy > 0) {
                    declared.add(tally);
                }
                if (kind.isFollowed(noted)) {
                    followed.add(tally);
                }
            }
        }
        System.out.println("seeds " + FIRST + " to " + (FIRST + SEEDS - 1));
        System.out.println(Tally.heading());
        lines.forEach(System.out::println);
        System.out.println(followed.line());
        System.out.println(declared.line());
        System.out.println(all.line());
        assertThat(all.wrong).isZero();
        assertThat((double) followed.flagged / followed.months).isLessThanOrEqualTo(ALARMS);
        assertThat(all.kept()).isGreaterThanOrEqualTo(KEPT);
        assertThat(all.ratio()).isBetween(0.1, 0.6);
        if (declared.months > 0) {
            assertThat(declared.kept()).isGreaterThanOrEqualTo(KEPT);
        }
    }

    private static Tally tally(RoughKind kind, boolean noted, List<String> lines) {
        Tally tally = new Tally(kind.name, noted);
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            MeteredMonth metered = MeteredMonth.of(RoughSilo.month(kind, noted, seed));
            int before = tally.missed;
            tally.add(metered);
            if (!KIND.isEmpty() && tally.missed > before) {
                lines.add(
                        "  seed %d: drawn %d kg, billed %d ± %d kg"
                                .formatted(
                                        seed,
                                        metered.month().drawnMilli() / 1_000,
                                        metered.billed() / 1_000,
                                        metered.uncertainty() / 1_000));
            }
        }
        return tally;
    }
}
