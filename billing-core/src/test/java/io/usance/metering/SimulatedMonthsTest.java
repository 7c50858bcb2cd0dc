package io.usance.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.metering.SiloEvent.DeliveryCounted;
import io.usance.metering.SiloEvent.PeriodClosed;
import io.usance.quantity.Quantity;
import io.usance.simulation.SimulatedSilo;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Months with a known truth, over ten configurations and several seeds. */
class SimulatedMonthsTest {

    private static final long[] SEEDS =
            java.util.stream.LongStream.range(1, Integer.getInteger("seeds", 4) + 1).toArray();

    @Test
    void billsWhatWasDrawnWithinItsUncertainty() {
        int months = 0;
        int within = 0;
        double worst = 0;
        double sum = 0;
        StringBuilder table = new StringBuilder();
        for (long seed : SEEDS) {
            for (SimulatedSilo silo : SimulatedMonths.simulate(seed)) {
                MeteredRun run =
                        MeteredRun.of(
                                silo, SimulatedMonths.MONTHLY, new Random(seed), 40, null, false);
                var closes = run.all(PeriodClosed.class);
                String where = "seed " + seed + " silo " + silo.siloId();
                Quantity truth =
                        silo.truth().drawnBetween(SimulatedMonths.FROM, SimulatedMonths.TO);
                if (closes.size() != 1) {
                    table.append(where + " closes " + closes.size() + "\n");
                    continue;
                }
                PeriodClosed close = closes.getFirst();
                double error = close.consumed().milli() - truth.milli();
                double ratio = Math.abs(error) / close.expandedUncertainty().milli();
                long counted =
                        run.all(DeliveryCounted.class).stream()
                                .filter(d -> d.refillNo() > 0)
                                .count();
                table.append(
                        String.format(
                                Locale.ROOT,
                                "%-26s true %9.0f billed %9.0f prov %9.0f U %6.0f error %6.0f"
                                        + " ratio %.2f refills %d counted %d weighed %d notes %d"
                                        + " notseen %d dev %d c %b n %b %s%n",
                                where,
                                truth.milli() / 1e3,
                                close.consumed().milli() / 1e3,
                                close.provisional().milli() / 1e3,
                                close.expandedUncertainty().milli() / 1e3,
                                error / 1e3,
                                ratio,
                                silo.refills(),
                                counted,
                                run.all(DeliveryCounted.class).stream()
                                        .filter(d -> d.source() == SiloEvent.DeliverySource.WEIGHED)
                                        .count(),
                                silo.deliveries().size(),
                                run.all(SiloEvent.DeliveryNotSeen.class).size(),
                                run.all(DeliveryCounted.class).stream()
                                        .filter(DeliveryCounted::deviates)
                                        .count(),
                                close.carried(),
                                close.negative(),
                                run.refused));
                months++;
                within += ratio <= 1 ? 1 : 0;
                worst = Math.max(worst, ratio);
                sum += ratio;
            }
        }
        System.out.println(table);
        System.out.printf(
                Locale.ROOT,
                "months %d within %d worst %.2f mean %.2f%n",
                months,
                within,
                worst,
                sum / months);
        assertThat(within).isEqualTo(SEEDS.length * SimulatedMonths.profiles().size());
    }
}
