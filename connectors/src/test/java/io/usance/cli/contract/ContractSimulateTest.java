package io.usance.cli.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.cli.CliRun;
import io.usance.cli.CliSite;
import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.ChargeAdjusted;
import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.TaxCharged;
import io.usance.engine.BillingEngine;
import io.usance.meter.machine.MachineCommand.CloseMachinePeriod;
import io.usance.meter.machine.MachineCommand.RecordMachineReadings;
import io.usance.meter.machine.MachineCommand.RegisterMachine;
import io.usance.meter.machine.MachineReading;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.machine.spec.OutputSpec;
import io.usance.meter.machine.spec.RegisterSpec;
import io.usance.meter.machine.spec.RegisterWidth;
import io.usance.meter.machine.spec.Source;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The history of a contract under other terms, and drafts of its invoices, on a real database. */
@Tag("slow")
class ContractSimulateTest {
    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    private static final String MAY = "2026-05-01/2026-06-01";
    private static final String HEAD =
            """
            contractId: %s
            version: 1
            supplier: {partyId: maker, name: Pressen AG, account: acct-maker}
            customer: {partyId: plant, name: Profile GmbH, account: acct-plant}
            meters: [%s]
            currency: EUR
            calendar: {zone: UTC, cycle: MONTH}
            meteringFrom: 2026-01-01
            exceptions: {settlement: AS_CHARGED}
            """;
    private static final String OLD =
            """
            taxPercent: "19"
            tariff: {type: PER_UNIT, unitPrice: "0.084", per: "1", of: parts}
            """;
    private static final String NEW =
            """
            taxPercent: "16"
            payees:
              - {name: Pressen AG, account: acct-maker, share: 2/3}
              - {name: Bank, account: acct-bank, share: 1/3}
            indexRules:
              - {series: ENERGY, averaging: MONTH, lagMonths: 1, missingDay: PREVIOUS, decimals: 2}
            tariff:
              type: COMPOSITE
              components:
                - {type: BASE_FEE, amount: "25"}
                - {type: GRADUATED, of: parts, per: "1", tiers: [{upTo: "900", unitPrice: "0.0913"}, {unitPrice: "0.0707"}]}
                - {type: INDEX, of: parts, per: "1", basePrice: "0.0173", fixedShare: "0.3", indexShare: "0.7", series: ENERGY, baseValue: "100", priceDecimals: 6}
                - {type: PERCENT, percent: "-3", on: USAGE}
                - {type: MINIMUM, amount: "130", carryForward: CREDIT}
            """;

    @TempDir private Path directory;
    private CliSite site;
    private BillingEngine engine;

    @SuppressWarnings("NullAway.Init") // set up before each test
    ContractSimulateTest() {}

    @BeforeEach
    void aDatabase() throws IOException {
        site = CliSite.create(directory);
        engine =
                BillingEngine.builder(site.pool())
                        .clock(Clock.fixed(Instant.parse("2027-02-01T00:00:00Z"), ZoneOffset.UTC))
                        .build();
    }

    @AfterEach
    void close() {
        site.close();
    }

    private JsonNode json(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--json");
        CliRun run = site.run(all.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    /** A contract over one press, whose every part is an instalment. */
    private void sign(String contractId, String meterId, String terms) throws IOException {
        engine.handle(
                new RegisterMachine(
                        new MachineSpec(
                                meterId,
                                "plc-" + meterId,
                                List.of(
                                        RegisterSpec.of(
                                                "total",
                                                UnitOfMeasure.ONE,
                                                RegisterWidth.bits(32, true),
                                                new BigDecimal("1800"))),
                                List.of(),
                                List.of(
                                        new OutputSpec(
                                                "parts",
                                                new Source.Register("total", null),
                                                false,
                                                Quantity.of(BigDecimal.ONE, UnitOfMeasure.ONE))),
                                900),
                        FROM));
        String file = site.file(contractId + ".yaml", HEAD.formatted(contractId, meterId) + terms);
        CliRun signed = site.run("contract", "sign", file);
        assertThat(signed.err()).isEmpty();
    }

    private void read(String meterId, List<MachineReading> readings) {
        engine.handle(
                new RecordMachineReadings(
                        meterId, readings, readings.getLast().sampledAt().plusSeconds(1)));
    }

    private static MachineReading reading(String meterId, long sequence, Instant at, long total) {
        return MachineReading.of(
                "plc-" + meterId, sequence, at, Map.of("total", BigDecimal.valueOf(total)));
    }

    private void publish(String... values) {
        List<String> all =
                new ArrayList<>(
                        List.of("index", "publish", "--series", "ENERGY", "--source", "EEX"));
        all.addAll(List.of(values));
        assertThat(site.run(all.toArray(String[]::new)).err()).isEmpty();
    }

    /** What a contract has charged: net and tax by period, added up from its events. */
    private Map<String, long[]> charged(String contractId) {
        Map<String, long[]> byPeriod = new TreeMap<>();
        for (ContractEvent event : engine.contractEvents(contractId)) {
            switch (event) {
                case ConsumptionCharged e ->
                        add(byPeriod, e.periodId(), 0, e.amount().amountMinor());
                case ChargeAdjusted e -> add(byPeriod, e.periodId(), 0, e.amount().amountMinor());
                case TaxCharged e -> add(byPeriod, e.periodId(), 1, e.tax().amountMinor());
                default -> {}
            }
        }
        return byPeriod;
    }

    private static void add(Map<String, long[]> byPeriod, String period, int at, long minor) {
        byPeriod.computeIfAbsent(period, any -> new long[2])[at] += minor;
    }

    private static void same(JsonNode amounts, long[] minor) {
        assertThat(new BigDecimal(amounts.path("net").asText()))
                .isEqualByComparingTo(BigDecimal.valueOf(minor[0], 2));
        assertThat(new BigDecimal(amounts.path("tax").asText()))
                .isEqualByComparingTo(BigDecimal.valueOf(minor[1], 2));
    }

    /** Two presses make the same, one under the old terms, one under the new from the start. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void equalsHavingSignedItFromTheStart(long seed) throws IOException {
        sign("c-1", "press-1", OLD);
        sign("c-2", "press-2", NEW);
        publish("2025-12-01=91.3", "2025-12-31=92", "2026-01-31=107.11", "2026-02-28=88.4");
        Random random = new Random(seed);
        long total = 0;
        Instant at = FROM;
        for (int i = 1; at.isBefore(Instant.parse("2026-05-20T00:00:00Z")); i++) {
            read("press-1", List.of(reading("press-1", i, at, total)));
            read("press-2", List.of(reading("press-2", i, at, total)));
            total += random.nextInt(90);
            at = at.plus(Duration.ofHours(6 + random.nextInt(60)));
            if (i == 20) {
                engine.catchUp();
            }
        }
        engine.catchUp();
        // Those of April's price come when it is over, one of March's is corrected.
        publish("2026-03-31=140.5", "2026-02-28=98.4");
        if (seed == 2) {
            publish("2026-04-30=99");
        }
        engine.catchUp();
        if (seed == 3) {
            for (String contract : List.of("c-1", "c-2")) {
                CliRun ended =
                        site.run(
                                "contract",
                                "terminate",
                                contract,
                                "--ends",
                                "2026-06-01T00:00:00Z",
                                "--reason",
                                "sold");
                assertThat(ended.err()).isEmpty();
            }
            publish("2026-04-30=99");
            for (String meter : List.of("press-1", "press-2")) {
                engine.handle(
                        new CloseMachinePeriod(meter, MAY, Instant.parse("2026-06-05T00:00:00Z")));
            }
            engine.catchUp();
        }
        long head = engine.internals().log().head();

        JsonNode result =
                json(
                        "contract",
                        "simulate",
                        directory.resolve("c-2.yaml").toString(),
                        "--history",
                        "c-1");
        Map<String, long[]> old = charged("c-1");
        Map<String, long[]> signed = charged("c-2");
        assertThat(result.path("periods")).as("seed " + seed).hasSize(5);
        for (JsonNode period : result.path("periods")) {
            String id = period.path("period").asText();
            same(period.path("recorded"), Objects.requireNonNull(old.get(id)));
            same(period.path("simulated"), signed.getOrDefault(id, new long[2]));
        }
        String february = "2026-02-01/2026-03-01";
        assertThat(Objects.requireNonNull(signed.get(february))[0])
                .isNotEqualTo(Objects.requireNonNull(old.get(february))[0]);
        assertThat(result.path("periods").get(4).has("held")).isEqualTo(seed == 1);
        JsonNode itself =
                json(
                        "contract",
                        "simulate",
                        directory.resolve("c-1.yaml").toString(),
                        "--history",
                        "c-1",
                        "--from",
                        "2026-02",
                        "--to",
                        "2026-03");
        assertThat(itself.path("periods")).hasSize(2);
        assertThat(itself.path("difference").asText()).isEqualTo("0.00");
        assertThat(engine.internals().log().head()).isEqualTo(head);
    }

    /** 12,000 instalments of 3 parts: 1,000 a month, each settled. The time is printed. */
    @Test
    void aYearOfAThousandSettlementsAMonth() throws IOException {
        sign("c-1", "press-1", OLD);
        List<MachineReading> month = new ArrayList<>();
        long sequence = 0;
        for (int m = 1; m <= 12; m++) {
            month.clear();
            Instant at = Instant.parse("2026-%02d-01T00:00:00Z".formatted(m));
            for (int i = 0; i <= 1_000; i++) {
                // The first of a month shows what the last of the one before did.
                month.add(
                        reading(
                                "press-1",
                                ++sequence,
                                at.plus(Duration.ofMinutes(30L * i)),
                                3_000L * (m - 1) + 3L * i));
            }
            read("press-1", month);
            engine.catchUp();
        }
        read(
                "press-1",
                List.of(
                        reading(
                                "press-1",
                                ++sequence,
                                Instant.parse("2027-01-01T00:00:00Z"),
                                36_000)));
        engine.catchUp();
        assertThat(
                        engine.contractEvents("c-1").stream()
                                .filter(ConsumptionCharged.class::isInstance)
                                .count())
                .isEqualTo(12_000);
        String other =
                site.file(
                        "other.yaml",
                        HEAD.formatted("c-9", "press-9")
                                + OLD.replace("0.084", "0.0915").replace("19", "16"));
        long began = System.nanoTime();
        JsonNode result =
                json("contract", "simulate", other, "--history", "c-1", "--to", "2026-12");
        System.out.printf(
                "a year of 12,000 charges simulated in %.2f s%n",
                (System.nanoTime() - began) / 1e9);
        // 3,000 parts a month: 252.00 and 47.88 tax before, 274.50 and 43.92 now.
        assertThat(result.path("periods")).hasSize(12);
        for (JsonNode period : result.path("periods")) {
            same(period.path("recorded"), new long[] {25_200, 4_788});
            same(period.path("simulated"), new long[] {27_450, 4_392});
            assertThat(period.path("difference").asText()).isEqualTo("18.54");
        }
        assertThat(result.path("difference").asText()).isEqualTo("222.48");
        assertThat(result.path("notes").get(0).asText())
                .isEqualTo("the file covers other meters; what was metered by press-1 counts");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "zone: UTC | zone: Europe/Berlin | calendar: is ",
                "currency: EUR | currency: CHF | currency: is CHF, contract c-1 is in EUR; amounts in two currencies have no difference",
                "per: \"1\" | per: h | the price of parts is per a unit of TIME, but meter press-1 metered COUNT; write per: with one of 1",
                "per: \"1\", of: parts | per: \"1\" | the price does not say of what, but meter press-1 metered parts; write of: parts in the price",
            })
    void whatCannotBeComparedIsRefused(String of, String with, String message) throws IOException {
        sign("c-1", "press-1", OLD);
        read("press-1", List.of(reading("press-1", 1, FROM, 0)));
        read("press-1", List.of(reading("press-1", 2, FROM.plusSeconds(86_400), 50)));
        String file =
                site.file("other.yaml", (HEAD.formatted("c-9", "press-1") + OLD).replace(of, with));
        CliRun run = site.run("contract", "simulate", file, "--history", "c-1");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("usance: " + message);
        assertThat(site.run("contract", "simulate", file, "--history", "c-7").err())
                .contains("contract c-7 is not signed in this database");
    }

    /** A price that begins later is taken from the history's first period on. */
    @Test
    void termsOfTheFutureAreTakenForThePast() throws IOException {
        sign("c-1", "press-1", OLD);
        read("press-1", List.of(reading("press-1", 1, FROM, 0)));
        read("press-1", List.of(reading("press-1", 2, FROM.plusSeconds(86_400), 50)));
        engine.catchUp();
        String file =
                site.file(
                        "other.yaml",
                        (HEAD.formatted("c-9", "press-1") + OLD)
                                .replace("2026-01-01", "2027-01-01")
                                .replace("0.084", "0.1"));
        CliRun run = site.run("contract", "simulate", file, "--history", "c-1");
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .isEqualTo(
                        """
                        What was metered under contract c-1, under %s; nothing was stored.
                        Note: the file has no price before 2027-01-01T00:00:00Z; its first price is taken from 2026-01-01T00:00:00Z on.
                        2026-01-01/2026-02-01: 4.20 EUR and 0.00 EUR tax recorded, 5.00 EUR and 0.00 EUR tax under the file, difference +0.80 EUR; not closed
                        together: 4.20 EUR recorded, 5.00 EUR under the file, difference +0.80 EUR
                        """
                                .formatted(file));
    }

    /**
     * 1,000 parts: 25 + 0.97 x (900 x 0.0913 + 100 x 0.0707 + 1,000 x 0.0173) = 128.3446…, with the
     * index at 100; up to the minimum 130.00; 16 % of it is 20.80.
     */
    @Test
    void aDraftIsWhatWouldBeInvoicedIfThePeriodClosedNow() throws IOException {
        sign("c-2", "press-2", NEW);
        read("press-2", List.of(reading("press-2", 1, FROM, 0)));
        read("press-2", List.of(reading("press-2", 2, FROM.plus(Duration.ofDays(9)), 1_000)));
        engine.catchUp();
        CliRun held = site.run("contract", "draft-invoice", "c-2", "--period", "2026-01");
        assertThat(held.err()).isEmpty();
        assertThat(held.out())
                .contains("DRAFT, not an invoice: contract c-2, 2026-01-01/2026-02-01;")
                .contains("  net 0.00 EUR\n")
                .contains(
                        "Held: the period is open: it is invoiced when all its meters have closed it, after 2026-02-01T00:00:00Z")
                .contains(
                        "Held: what is not charged for it is left out: the price of 2026-01-01/2026-02-01 needs index ENERGY")
                .contains(
                        "Held: the contract has no selfBilling, so the supplier writes the invoice");
        publish("2025-12-01=100", "2025-12-31=100");
        engine.catchUp();
        long head = engine.internals().log().head();
        JsonNode draft = json("contract", "draft-invoice", "c-2", "--period", "2026-01");
        assertThat(draft.path("draft").asBoolean()).isTrue();
        assertThat(draft.path("closed").asBoolean()).isFalse();
        assertThat(draft.path("net").asText()).isEqualTo("130.00");
        assertThat(draft.path("tax").asText()).isEqualTo("20.80");
        assertThat(draft.path("gross").asText()).isEqualTo("150.80");
        assertThat(draft.path("lines").findValuesAsText("amountExact"))
                .containsExactly("25", "82.17", "7.07", "17.3", "-3.1962", "1.6562");
        assertThat(engine.internals().log().head()).isEqualTo(head);

        engine.handle(
                new CloseMachinePeriod(
                        "press-2", "2026-01-01/2026-02-01", Instant.parse("2026-02-05T00:00:00Z")));
        engine.catchUp();
        assertThat(charged("c-2").get("2026-01-01/2026-02-01")).containsExactly(13_000, 2_080);
        JsonNode closed = json("contract", "draft-invoice", "c-2", "--period", "2026-01");
        assertThat(closed.path("closed").asBoolean()).isTrue();
        assertThat(closed.path("net").asText()).isEqualTo("130.00");
        assertThat(closed.path("lines")).isEqualTo(draft.path("lines"));
        assertThat(closed.path("held")).hasSize(1);
        assertThat(site.run("contract", "draft-invoice", "c-7").err())
                .contains("contract c-7 is not signed in this database");
    }
}
