package io.usance.benchmarks.load;

import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.engine.BillingEngine;
import io.usance.metering.SensorSpec;
import io.usance.metering.SiloSpec;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.Tariff;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * Silos that are drawn from all the time, 600 kg an hour each, and their readings: one a minute,
 * sent in runs. Consumption is issued by the tonne, so about one reading in a hundred leads to a
 * charge and a settlement command.
 *
 * @param silos how many; ten have one contract
 * @param readings of each silo
 * @param run readings of a silo that stand one behind another in the topic, as gateways send them
 * @param duplicatesPercent of the readings that are sent a second time, a run later
 */
record Workload(int silos, int readings, int run, int duplicatesPercent) {
    static final Instant FROM = Instant.parse("2026-02-28T23:00:00Z");
    private static final int SILOS_PER_CONTRACT = 10;
    private static final int CONTRACTS_PER_TRANSACTION = 200;
    private static final int MINUTE_MS = 60_000;
    private static final int DRAW_KG = 10;
    private static final int NOISE_KG = 25;

    /** Readings without duplicates. */
    long total() {
        return (long) silos * readings;
    }

    /** Registers the silos and signs their contracts. */
    void setUp(BillingEngine engine) {
        int contracts = (silos + SILOS_PER_CONTRACT - 1) / SILOS_PER_CONTRACT;
        for (int from = 0; from < contracts; from += CONTRACTS_PER_TRANSACTION) {
            int first = from;
            int last = Math.min(contracts, from + CONTRACTS_PER_TRANSACTION);
            engine.transactions().run(() ->
                    IntStream.range(first, last).forEach(no -> sign(engine, no)));
        }
    }

    private void sign(BillingEngine engine, int contractNo) {
        List<String> ids =
                IntStream.range(
                                contractNo * SILOS_PER_CONTRACT,
                                Math.min(silos, (contractNo + 1) * SILOS_PER_CONTRACT))
                        .mapToObj(Workload::siloId)
                        .toList();
        ids.forEach(id -> engine.registerSilo(silo(id), FROM));
        engine.signContract(terms("contract-" + contractNo, ids), FROM);
    }

    static String siloId(int silo) {
        return "silo-" + silo;
    }

    private static SiloSpec silo(String id) {
        return new SiloSpec(
                id, "PVC granulate", kg(60_000), null, new SensorSpec("radar", kg(20), kg(1), 24), kg(1_000));
    }

    private static Quantity kg(long kg) {
        return new Quantity(kg * 1_000, Dimension.MASS);
    }

    private static ContractTerms terms(String contractId, List<String> siloIds) {
        return new ContractTerms(
                contractId,
                1,
                new Party("supplier", "Granulat AG", "acct-supplier"),
                new Party("plant", "Profile GmbH", "acct-plant"),
                "PVC granulate",
                siloIds,
                Currency.getInstance("EUR"),
                new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH),
                new Tariff.Graduated(
                        List.of(
                                new Tariff.Tier(new BigDecimal("40"), new BigDecimal("1200")),
                                new Tariff.Tier(null, new BigDecimal("1150"))),
                        UnitOfMeasure.TONNE),
                RoundingMode.HALF_UP,
                FROM);
    }

    /** When a reading of any silo was sampled. */
    static Instant sampledAt(int no) {
        return FROM.plusMillis((long) (no + 1) * MINUTE_MS);
    }

    /** A reading as it stands in the topic. */
    static byte[] json(int silo, int no) {
        // Not ReadingEncoder: the feed shares the machine with what is measured.
        int noise = (int) ((silo * 31L + no * 7_919L) * 2_654_435_761L >>> 8) % NOISE_KG;
        return ("{\"siloId\":\"silo-"
                        + silo
                        + "\",\"sensorId\":\"radar\",\"sequence\":"
                        + (no + 1)
                        + ",\"sampledAt\":\""
                        + sampledAt(no)
                        + "\",\"kind\":\"MASS\",\"value\":\""
                        + (55_000 - no * DRAW_KG + noise)
                        + "\",\"unit\":\"kg\"}")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Runs of all silos in turn, in the order they are sent; duplicates follow their run. */
    void forEach(BiConsumer<Integer, Integer> sink) {
        int every = duplicatesPercent == 0 ? Integer.MAX_VALUE : 100 / duplicatesPercent;
        long sent = 0;
        for (int from = 0; from < readings; from += run) {
            int to = Math.min(readings, from + run);
            for (int silo = 0; silo < silos; silo++) {
                for (int no = from; no < to; no++) {
                    sink.accept(silo, no);
                }
                for (int no = from; no < to; no++) {
                    if (++sent % every == 0) {
                        sink.accept(silo, no);
                    }
                }
            }
        }
    }
}
