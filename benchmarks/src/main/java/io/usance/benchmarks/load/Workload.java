package io.usance.benchmarks.load;

import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.engine.BillingEngine;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.Tariff;
import io.usance.pricing.Tier;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * Silos that are drawn from all the time, 300 to 900 kg an hour, 600 on average, and their
 * readings: one a minute, sent in runs. Consumption is issued by the tonne, so about one reading in
 * a hundred leads to a charge and a settlement command.
 *
 * @param silos how many; ten have one contract
 * @param readings of each silo
 * @param run readings of a silo that stand one behind another in the topic, as gateways send them
 * @param first number of the first reading that is sent
 * @param duplicatesPercent of the readings that are sent a second time, behind their run
 */
record Workload(int silos, int first, int readings, int run, int duplicatesPercent) {
    Workload(int silos, int readings, int run) {
        this(silos, 0, readings, run, 0);
    }

    static final Instant FROM = Instant.parse("2026-02-28T23:00:00Z");
    private static final int SILOS_PER_CONTRACT = 10;
    private static final String TEMPLATE = "TPL";

    private static final String COPY =
            """
            insert into usance.domain_event
                (position, event_id, stream_type, stream_id, sequence, recorded_at, payload_type, payload, metadata)
            select e.position + n * ?::bigint, e.event_id || '-' || n, e.stream_type,
                replace(e.stream_id, ?, n::text), e.sequence, e.recorded_at, e.payload_type,
                replace(e.payload, ?, n::text), e.metadata
            from usance.domain_event e, generate_series(1, ?) n
            where e.position <= ?
            """;

    private static final int MINUTE_MS = 60_000;
    private static final int DRAW_KG_MIN = 5;
    private static final int DRAW_KG_KINDS = 11;
    private static final int NOISE_KG = 25;

    /**
     * Registers the silos and signs their contracts: one contract by commands, all others as copies
     * of its events, for setting up is not what is measured.
     */
    void setUp(BillingEngine engine) {
        List<String> ids =
                IntStream.range(0, SILOS_PER_CONTRACT)
                        .mapToObj(no -> "silo-" + TEMPLATE + no)
                        .toList();
        ids.forEach(id -> engine.handle(new RegisterSilo(silo(id), FROM)));
        engine.signContract(terms("contract-" + TEMPLATE, ids), FROM);
        long rows = engine.internals().log().head();
        int contracts = silos / SILOS_PER_CONTRACT;
        engine.internals()
                .transactions()
                .run(() ->
                        engine.internals()
                                .transactions()
                                .read(sql -> {
                                    sql.execute(COPY, rows, TEMPLATE, TEMPLATE, contracts, rows);
                                    return sql.execute(
                                            "update usance.event_head set position = ?",
                                            rows * (contracts + 1));
                                }));
        engine.internals()
                .transactions()
                .read(sql -> sql.execute("vacuum analyze usance.domain_event"));
    }

    /** Contract 1 has silos 10 to 19, and so on. */
    static String siloId(int silo) {
        return "silo-" + (silo + SILOS_PER_CONTRACT);
    }

    static int numberOf(String siloId) {
        return Integer.parseInt(siloId.substring(siloId.indexOf('-') + 1)) - SILOS_PER_CONTRACT;
    }

    static SiloSpec silo(String id) {
        return new SiloSpec(
                id,
                "PVC granulate",
                kg(60_000),
                null,
                new SensorSpec("radar", kg(20), kg(1), 24),
                kg(1_000));
    }

    private static Quantity kg(long kg) {
        return new Quantity(kg * 1_000, Dimension.MASS);
    }

    private static ContractTerms terms(String contractId, List<String> siloIds) {
        return ContractTerms.builder(contractId)
                .supplier(new Party("supplier", "Granulat AG", "acct-supplier"))
                .customer(new Party("plant", "Profile GmbH", "acct-plant"))
                .material("PVC granulate")
                .meters(siloIds)
                .currency(Currency.getInstance("EUR"))
                .calendar(new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH))
                .tariff(
                        new Tariff.Graduated(
                                List.of(
                                        new Tier(new BigDecimal("40"), new BigDecimal("1200")),
                                        new Tier(null, new BigDecimal("1150"))),
                                UnitOfMeasure.TONNE))
                .meteringFrom(FROM)
                .build();
    }

    /** When a reading of any silo was sampled. */
    static Instant sampledAt(int no) {
        return FROM.plusMillis((long) (no + 1) * MINUTE_MS);
    }

    /** Plants are not in step: else all silos would reach a tonne at once, and nothing between. */
    private static int drawKg(int silo) {
        return DRAW_KG_MIN + silo % DRAW_KG_KINDS;
    }

    /** A reading as it stands in the topic. */
    static byte[] json(int silo, int no) {
        // Not ReadingEncoder: the feed shares the machine with what is measured.
        int noise = (int) ((silo * 31L + no * 7_919L) * 2_654_435_761L >>> 8) % NOISE_KG;
        return ("{\"siloId\":\""
                        + siloId(silo)
                        + "\",\"sensorId\":\"radar\",\"sequence\":"
                        + (no + 1)
                        + ",\"sampledAt\":\""
                        + sampledAt(no)
                        + "\",\"kind\":\"MASS\",\"value\":\""
                        + (55_000 - no * drawKg(silo) + noise)
                        + "\",\"unit\":\"kg\"}")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** How many are sent before a reading, if none is sent twice. */
    long placeOf(int silo, int no) {
        int from = (no - first) / run * run;
        int length = Math.min(run, readings - from);
        return (long) from * silos + (long) silo * length + (no - first - from);
    }

    /** Runs of all silos in turn, in the order they are sent; duplicates follow their run. */
    void forEach(BiConsumer<Integer, Integer> sink) {
        int every = duplicatesPercent == 0 ? Integer.MAX_VALUE : 100 / duplicatesPercent;
        long sent = 0;
        for (int from = first; from < first + readings; from += run) {
            int to = Math.min(first + readings, from + run);
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
