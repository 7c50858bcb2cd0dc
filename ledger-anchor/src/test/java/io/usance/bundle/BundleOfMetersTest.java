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
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.Tariff;
import io.usance.quantity.UnitOfMeasure;
import io.usance.tlog.LogPublicKey;
import io.usance.tlog.LogSigningKey;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Bundles that rest on machines: issued by an engine, read again, and with one byte changed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BundleOfMetersTest {
    /** What a record prints of itself, which is for developers. */
    private static final String RECORD = "\\b[A-Z]\\w+\\[\\w+=|@[0-9a-f]{5}";

    private static final long SEED = 20261130;
    private static final int CHANGES = 200;
    private static final Instant FROM = Instant.parse("2026-02-28T23:00:00Z");
    private static final Instant APRIL = Instant.parse("2026-03-31T22:00:00Z");
    private static final List<String> MACHINES = List.of("press-1", "press-2");

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

    private static void bill(BillingEngine engine) {
        for (String machine : MACHINES) {
            engine.handle(
                    new RegisterMachine(
                            new MachineSpec(
                                    machine,
                                    "plc-" + machine,
                                    List.of(register("total"), register("bad")),
                                    List.of(),
                                    List.of(
                                            OutputSpec.difference("goodParts", "total", "bad"),
                                            OutputSpec.register("badParts", "bad")),
                                    900),
                            FROM));
        }
        engine.signContract(terms(), FROM);
        for (int day = 0; day <= 34; day++) {
            Instant at = FROM.plus(Duration.ofDays(day));
            for (String machine : MACHINES) {
                read(engine, machine, day + 1, at, 6_000L * day, 68L * day);
            }
            engine.catchUp();
        }
        read(engine, "press-1", 36, APRIL.plus(Duration.ofDays(5)), 204_500, 2_320);
        read(engine, "press-2", 36, APRIL.plus(Duration.ofDays(5)), 204_500, 2_320);
        engine.catchUp();
    }

    private static RegisterSpec register(String name) {
        return RegisterSpec.of(
                name, UnitOfMeasure.ONE, RegisterWidth.bits(32, true), new BigDecimal("600"));
    }

    private static void read(
            BillingEngine engine, String machine, long no, Instant at, long total, long bad) {
        MachineReading reading =
                MachineReading.of(
                        "plc-" + machine,
                        no,
                        at,
                        Map.of("total", BigDecimal.valueOf(total), "bad", BigDecimal.valueOf(bad)));
        engine.handle(new RecordMachineReadings(machine, List.of(reading), at.plusSeconds(5)));
    }

    private static ContractTerms terms() {
        return ContractTerms.builder("c-1")
                .supplier(new Party("maker", "Pressen AG", "acct-maker"))
                .customer(new Party("plant", "Profile GmbH", "acct-plant"))
                .material("pressed parts")
                .meters(MACHINES)
                .currency(Currency.getInstance("EUR"))
                .calendar(new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH))
                .tariff(
                        new Tariff.Composite(
                                List.of(
                                        new Tariff.PerUnit(
                                                new BigDecimal("0.084"),
                                                UnitOfMeasure.ONE,
                                                "goodParts"),
                                        new Tariff.PerUnit(
                                                new BigDecimal("0.010"),
                                                UnitOfMeasure.ONE,
                                                "badParts"))))
                .meteringFrom(FROM)
                .build();
    }

    @Test
    void eachSettlementHasOneAndItVerifies() {
        assertThat(bundles).hasSizeGreaterThan(60);
        Set<Integer> starts = new TreeSet<>();
        for (byte[] bundle : bundles) {
            assertThat(new String(bundle, UTF_8))
                    .startsWith("{\"format\":\"usance-bundle/v2\"")
                    .contains("\"meters\":[\n{\"kind\":\"machine\",\"meterId\":\"press-");
            assertThat(BundleVerifier.isBundle(bundle)).isTrue();
            assertThat(BundleVerifier.verify(bundle, trusted, kinds))
                    .isInstanceOfSatisfying(
                            Verified.class,
                            verified -> {
                                starts.add(verified.starts().size());
                                assertThat(verified.starts())
                                        .allMatch(start ->
                                                start.of().matches("contract c-1|machine press-."));
                            });
        }
        // From the registration, and from the state of a meter or contract before it.
        assertThat(starts).contains(0).hasSizeGreaterThan(1);
    }

    @Test
    void whatIsReadIsWhatWasWritten() {
        BundleFile files = new BundleFile(kinds);
        for (byte[] bundle : bundles) {
            assertThat(files.write(files.read(bundle))).isEqualTo(bundle);
        }
    }

    @Test
    void aKindThatIsNotRegisteredIsNamed() {
        byte[] changed =
                text(0).replace("\"kind\":\"machine\"", "\"kind\":\"loom\"").getBytes(UTF_8);
        assertThat(BundleVerifier.verify(changed, trusted, kinds))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> {
                            assertThat(failed.field()).isEqualTo("$.meters[0].kind");
                            assertThat(failed.reason())
                                    .startsWith("loom is no kind of meter; there are silo");
                        });
    }

    @Test
    void eachOfTwoHundredChangedBytesIsCaught() {
        System.out.println("seed " + SEED);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        for (int i = 0; i < CHANGES; i++) {
            byte[] content = bundles.get(random.nextInt(bundles.size())).clone();
            int at = random.nextInt(content.length);
            if (i % 2 == 0) {
                content[at] ^= (byte) (1 + random.nextInt(255));
            } else {
                // A figure that is another figure: still a well-formed file.
                while (content[at] < '0' || content[at] > '8') {
                    at = random.nextInt(content.length);
                }
                content[at]++;
            }
            assertThat(BundleVerifier.verify(content, trusted, kinds))
                    .as("change %d, byte %d", i, at)
                    .isInstanceOfSatisfying(
                            Failed.class,
                            failed -> assertThat(failed.reason()).doesNotContainPattern(RECORD));
        }
    }

    /** Who changes a figure and mends the digest still fails where the figure stands. */
    @Test
    void withAMendedDigestItFailsWhereTheFigureStands() {
        String text = text(bundles.size() / 2);
        caughtAt("consumption", text, replacedLast(text, "MachineMetered", "\"value\":\""));
        caughtAt(
                "charged",
                text,
                replacedLast(text, "ConsumptionCharged", "\"quantity\":{\"value\":\""));
        // The summary adds up the charges by name, so it is the first that no longer fits.
        caughtAt("form", text, withTheOtherName(text));
        caughtAt(
                "amount",
                text,
                replacedLast(text, "ConsumptionCharged", "\"amount\":{\"amount\":\""));
    }

    private String text(int index) {
        return new String(bundles.get(index), UTF_8);
    }

    /** With a digit 1 before the first figure behind a field of the last event of a type. */
    private static String replacedLast(String text, String type, String field) {
        int event = text.lastIndexOf("{\"type\":\"" + type);
        assertThat(event).as(type).isNotNegative();
        int at = text.indexOf(field, event) + field.length();
        return text.substring(0, at) + "1" + text.substring(at);
    }

    /** The last charge is of the other quantity of its machine. */
    private static String withTheOtherName(String text) {
        int event = text.lastIndexOf("{\"type\":\"ConsumptionCharged");
        String field = "\"of\":\"";
        int at = text.lastIndexOf(field, text.indexOf('\n', event)) + field.length();
        boolean good = text.startsWith("goodParts", at);
        return text.substring(0, at)
                + (good ? "badParts" : "goodParts")
                + text.substring(at + (good ? "goodParts" : "badParts").length());
    }

    private void caughtAt(String step, String text, String changed) {
        assertThat(changed).isNotEqualTo(text);
        String body = changed.substring(0, changed.lastIndexOf("\"digest\":"));
        byte[] mended =
                (body + "\"digest\":\"" + Hash32.keccak(body.getBytes(UTF_8)) + "\"}\n")
                        .getBytes(UTF_8);
        assertThat(BundleVerifier.verify(mended, trusted, kinds))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed ->
                                assertThat(failed.step().text())
                                        .as(failed.reason())
                                        .isEqualTo(step));
    }
}
