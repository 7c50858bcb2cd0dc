package io.usance.meter.silo.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.metering.MeteredKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How much of a month is paid before its close, with delivery notes and without. What is issued
 * then is never taken back beyond the uncertainty. {@code -Dusance.seeds=N} for more or fewer
 * months.
 */
@Tag("slow")
class ProvisionalShareTest {

    private static final int SEEDS = Integer.getInteger("usance.seeds", 30);

    /** Issued before the close, of what is billed: at least so much on average. */
    private static final double SHARE = 0.8;

    @Test
    void mostIsIssuedBeforeTheCloseAndNothingTakenBack() {
        List<String> lines = new ArrayList<>();
        List<String> little = new ArrayList<>();
        List<String> takenBack = new ArrayList<>();
        for (RoughKind kind : RoughKind.rates()) {
            for (boolean noted : new boolean[] {true, false}) {
                double shares = 0;
                double least = 1;
                double most = 0;
                for (long seed = 1; seed <= SEEDS; seed++) {
                    MeteredMonth metered = MeteredMonth.of(RoughSilo.month(kind, noted, seed));
                    double share = issued(metered) / Math.max(1.0, metered.billed());
                    shares += share;
                    least = Math.min(least, share);
                    most = Math.max(most, share);
                    if (issued(metered) > metered.billed() + metered.uncertainty()) {
                        takenBack.add(
                                "%s, notes %s, seed %d: issued %d, billed %d ± %d"
                                        .formatted(
                                                kind.name,
                                                noted,
                                                seed,
                                                issued(metered),
                                                metered.billed(),
                                                metered.uncertainty()));
                    }
                }
                String line =
                        String.format(
                                Locale.ROOT,
                                "%-26s %-5s %5.1f %% issued before the close, %5.1f to %5.1f",
                                kind.name,
                                noted ? "yes" : "no",
                                100 * shares / SEEDS,
                                100 * least,
                                100 * most);
                lines.add(line);
                if (shares / SEEDS < SHARE) {
                    little.add(line);
                }
            }
        }
        System.out.println("seeds 1 to " + SEEDS);
        lines.forEach(System.out::println);
        takenBack.forEach(System.out::println);
        assertThat(takenBack).isEmpty();
        assertThat(little).isEmpty();
    }

    /** Thousandths of a kilogram, provisionally. */
    private static long issued(MeteredMonth metered) {
        PeriodClosed closed =
                metered.events().stream()
                        .filter(PeriodClosed.class::isInstance)
                        .map(PeriodClosed.class::cast)
                        .findFirst()
                        .orElseThrow();
        return metered.events().stream()
                .filter(ConsumptionMetered.class::isInstance)
                .map(ConsumptionMetered.class::cast)
                .filter(event -> event.kind() == MeteredKind.PROVISIONAL)
                .filter(event -> event.periodId().equals(closed.periodId()))
                .mapToLong(event -> event.quantity().milli())
                .sum();
    }
}
