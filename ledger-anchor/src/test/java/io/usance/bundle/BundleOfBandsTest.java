package io.usance.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.anchor.Hash32;
import io.usance.anchor.log.LogAnchor;
import io.usance.batching.BatchAnchoring;
import io.usance.batching.BatchSealer;
import io.usance.bundle.BundleVerification.Failed;
import io.usance.bundle.BundleVerification.Verified;
import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.engine.BillingEngine;
import io.usance.engine.EngineBuilder;
import io.usance.meter.StandardMeters;
import io.usance.meter.machine.MachineCommand.RecordMachineReadings;
import io.usance.meter.machine.MachineCommand.RegisterMachine;
import io.usance.meter.machine.MachineReading;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.machine.spec.OutputSpec;
import io.usance.meter.machine.spec.RegisterSpec;
import io.usance.meter.machine.spec.RegisterWidth;
import io.usance.meter.machine.state.MachineKind;
import io.usance.metering.MeterKinds;
import io.usance.netting.NettingDatabase;
import io.usance.period.BandHours;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.period.ClockTime;
import io.usance.period.TimeBand;
import io.usance.period.TimeBands;
import io.usance.pricing.Tariff;
import io.usance.quantity.UnitOfMeasure;
import io.usance.tlog.LogPublicKey;
import io.usance.tlog.LogSigningKey;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Bundles of a contract with prices by bands of time verify, and changed ones do not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class BundleOfBandsTest {
    private static final Instant FROM = Instant.parse("2026-02-28T23:00:00Z");
    private static final Instant APRIL = Instant.parse("2026-03-31T22:00:00Z");

    @TempDir static Path scratch = Path.of("");

    private final List<byte[]> bundles = new ArrayList<>();
    private List<LogPublicKey> trusted = List.of();
    private MeterKinds kinds = StandardMeters.kinds();

    @BeforeAll
    void issue() throws Exception {
        LogSigningKey key =
                LogSigningKey.generate(
                        "plant.example/log", scratch.resolve("log.pem"), new SecureRandom());
        trusted = List.of(key.publicKey());
        try (HikariDataSource database = NettingDatabase.empty();
                LogAnchor anchor = LogAnchor.in(scratch.resolve("log"), key)) {
            BillingEngine engine = engine(database);
            kinds = engine.meterKinds();
            bill(engine);
            new BatchSealer(engine, 1_000, Duration.ZERO, new SecureRandom())
                    .step(Instant.now().plusSeconds(60));
            new BatchAnchoring(engine, anchor, 1).step();
            new BundleIssuer(engine).issue(1, any -> true, one -> bundles.add(one.file()));
        }
    }

    private static BillingEngine engine(HikariDataSource database) {
        EngineBuilder builder = BillingEngine.builder(database).eventsPerSnapshot(5);
        boolean known =
                StandardMeters.kinds().all().stream().anyMatch(MachineKind.class::isInstance);
        return (known ? builder : builder.meterKind(new MachineKind())).build();
    }

    /** A quarter of an hour each from Saturday, 28 March, on; then a gap and the next month. */
    private static void bill(BillingEngine engine) {
        engine.handle(
                new RegisterMachine(
                        new MachineSpec(
                                "press-1",
                                "plc-1",
                                List.of(
                                        new RegisterSpec(
                                                "kwh",
                                                UnitOfMeasure.KILOWATT_HOUR,
                                                RegisterWidth.bits(31, false),
                                                2,
                                                BigDecimal.ONE,
                                                new BigDecimal("1000"))),
                                List.of(),
                                List.of(OutputSpec.register("energy", "kwh").byQuarters()),
                                900),
                        FROM));
        engine.signContract(terms(), FROM);
        read(engine, 1, FROM, "0");
        Instant at = FROM.plus(Duration.ofDays(28));
        for (int quarter = 0; quarter < 50; quarter++) {
            read(engine, quarter + 2, at.plusSeconds(900L * quarter), 100 + 3 * quarter + ".5");
            engine.catchUp();
        }
        read(engine, 52, APRIL, "400");
        read(engine, 53, APRIL.plusSeconds(900), "401");
        engine.catchUp();
    }

    private static void read(BillingEngine engine, long no, Instant at, String kwh) {
        MachineReading reading =
                MachineReading.of("plc-1", no, at, Map.of("kwh", new BigDecimal(kwh)));
        engine.handle(new RecordMachineReadings("press-1", List.of(reading), at.plusSeconds(5)));
    }

    private static ContractTerms terms() {
        BillingCalendar calendar = new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH);
        Tariff tariff =
                new Tariff.Composite(List.of(rate("0.3127", "peak"), rate("0.1873", "rest")));
        BandHours hours =
                new BandHours(
                        List.of(DayOfWeek.SUNDAY),
                        ClockTime.parse("01:00"),
                        ClockTime.parse("24:00"));
        return ContractTerms.builder("c-1")
                .supplier(new Party("maker", "Pressen AG", "acct-maker"))
                .customer(new Party("plant", "Profile GmbH", "acct-plant"))
                .material("electricity")
                .meters("press-1")
                .currency(Currency.getInstance("EUR"))
                .calendar(calendar)
                .tariff(tariff)
                .meteringFrom(FROM)
                .timeBands(
                        new TimeBands(List.of(new TimeBand("peak", List.of(hours))), "rest", null))
                .build();
    }

    private static Tariff.PerUnit rate(String price, String band) {
        return new Tariff.PerUnit(
                new BigDecimal(price), UnitOfMeasure.KILOWATT_HOUR, "energy", null, band);
    }

    @Test
    void eachSettlementHasOneAndItVerifies() {
        assertThat(bundles).hasSizeGreaterThan(40);
        boolean peak = false;
        boolean unknown = false;
        for (byte[] bundle : bundles) {
            String text = new String(bundle, UTF_8);
            peak |= text.contains("\"of\":\"energy@peak\"");
            unknown |= text.contains("\"restReason\":\"NO_INTERVAL\"");
            assertThat(BundleVerifier.verify(bundle, trusted, kinds)).isInstanceOf(Verified.class);
            assertThat(new BundleFile(kinds).write(new BundleFile(kinds).read(bundle)))
                    .isEqualTo(bundle);
        }
        assertThat(peak).isTrue();
        assertThat(unknown).isTrue();
    }

    /** Another band or time of the last charge, with a mended digest. */
    @Test
    void aChargeInAnotherBandOrAtAnotherTimeIsCaught() {
        String text = new String(bundles.get(bundles.size() / 2), UTF_8);
        int event = text.lastIndexOf("{\"type\":\"ConsumptionCharged");
        assertThat(event).isPositive();
        String before = text.substring(0, event);
        String charge = text.substring(event);
        assertThat(charge).contains("energy@peak").contains("\"during\":{\"from\":\"2026-03-29T");
        caught(before + charge.replace("energy@peak", "energy@rest"));
        caught(before + charge.replaceFirst("\"from\":\"2026-03-29T", "\"from\":\"2026-03-28T"));
        caught(text.replace("\"from\":\"01:00\"", "\"from\":\"23:00\""));
        caught(text.replace("energy@peak", "energy@rest"));
    }

    private void caught(String changed) {
        String body = changed.substring(0, changed.lastIndexOf("\"digest\":"));
        byte[] mended =
                (body + "\"digest\":\"" + Hash32.keccak(body.getBytes(UTF_8)) + "\"}\n")
                        .getBytes(UTF_8);
        assertThat(BundleVerifier.verify(mended, trusted, kinds))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed ->
                                assertThat(failed.reason())
                                        .doesNotContainPattern("\\b[A-Z]\\w+\\[\\w+="));
    }
}
