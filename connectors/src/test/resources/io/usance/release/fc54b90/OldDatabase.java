package io.usance.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.usance.anchor.Anchor;
import io.usance.anchor.evm.EvmAnchor;
import io.usance.anchor.evm.EvmEscrow;
import io.usance.anchor.evm.EvmNode;
import io.usance.anchor.log.LogAnchor;
import io.usance.cli.Main;
import io.usance.contract.ContractTerms;
import io.usance.embedded.EmbeddedDatabase;
import io.usance.embedded.EmbeddedKafka;
import io.usance.engine.BillingEngine;
import io.usance.escrow.Mandate;
import io.usance.kafka.DeliveryEncoder;
import io.usance.kafka.IntakeRole;
import io.usance.kafka.Topics;
import io.usance.level.Calibration;
import io.usance.level.Density;
import io.usance.level.HeapCorrection;
import io.usance.level.LevelSpec;
import io.usance.level.Vessel;
import io.usance.metering.ReadingKind;
import io.usance.metering.SensorSpec;
import io.usance.metering.SiloSpec;
import io.usance.netting.BatchNetting;
import io.usance.netting.EscrowBook;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.reconciliation.Identity;
import io.usance.reconciliation.ReadModels.SiloPeriod;
import io.usance.run.ServiceSettings;
import io.usance.run.UsanceService;
import io.usance.simulation.Imperfections;
import io.usance.simulation.Material;
import io.usance.simulation.SiloProfile;
import io.usance.simulation.SiloSimulator;
import io.usance.simulation.SimulatedReading;
import io.usance.simulation.SimulatedSilo;
import io.usance.simulation.SimulationSpec;
import io.usance.tlog.LogSigningKey;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.Currency;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.postgresql.PGConnection;

/**
 * Writes a small database with release fc54b90, and what belongs to it. It runs on that release's
 * jars, in the package of its demo, whose silos and contracts it takes; README.md beside it says
 * how.
 *
 * <p>Arguments: the checkout of the release, the directory of this file, the directory to write to.
 */
public final class OldDatabase {
    private static final long SEED = 11;
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final Instant FROM = Instant.parse("2026-03-19T23:00:00Z");
    private static final Instant TO = Instant.parse("2026-04-30T22:00:00Z");

    /** From here on silo-06 has another sensor. */
    private static final Instant EXCHANGED = Instant.parse("2026-03-27T00:00:00Z");

    /** From here on batches go to a log, and no money moves in escrow. */
    private static final Instant NO_CHAIN = Instant.parse("2026-03-30T00:00:00Z");

    /** What arrives from here on is for the release that opens the database. */
    private static final Instant CUT = Instant.parse("2026-04-03T00:00:00Z");

    private static final String ORIGIN = "usance.example/fixture";
    private static final int DEMO_SILOS = 4;
    private static final int DEMO_DAYS = 12;
    private static final int EVENTS_PER_SNAPSHOT = 40;
    private static final int BUNDLES_PER_CONTRACT = 2;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final char[] OPERATOR = EvmNode.PUBLIC_DEV_KEY.toCharArray();

    /** Anvil's second funded account; as public as the first. */
    private static final char[] PAYER =
            "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d".toCharArray();

    private static final long FUNDS = 100_000_00;

    private record Message(Instant at, String topic, String siloId, byte[] value) {}

    private final Path checkout;
    private final Path here;
    private final Path out;
    private final Path work;
    private final EmbeddedDatabase database;
    private final EmbeddedKafka kafka;
    private final EvmNode node;
    private final HikariDataSource pool;
    private final BillingEngine engine;
    private final Topics topics = Topics.defaults();
    private long sent;
    private String anchorSection = "";

    private OldDatabase(
            Path checkout,
            Path here,
            Path out,
            EmbeddedDatabase database,
            EmbeddedKafka kafka,
            EvmNode node)
            throws Exception {
        this.checkout = checkout;
        this.here = here;
        this.out = out;
        this.work = Files.createTempDirectory("usance-old-database");
        this.database = database;
        this.kafka = kafka;
        this.node = node;
        pool = database.newPool("postgres", 20);
        engine = BillingEngine.builder(pool).eventsPerSnapshot(EVENTS_PER_SNAPSHOT).build();
    }

    public static void main(String[] arguments) throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.temporary().start();
                EmbeddedKafka kafka = EmbeddedKafka.temporary().start();
                EvmNode node = EvmNode.start()) {
            new OldDatabase(
                            Path.of(arguments[0]),
                            Path.of(arguments[1]),
                            Files.createDirectories(Path.of(arguments[2])),
                            database,
                            kafka,
                            node)
                    .run();
        }
        System.exit(0);
    }

    private void run() throws Exception {
        List<Message> messages = setUp();
        Files.writeString(work.resolve("key"), EvmNode.PUBLIC_DEV_KEY);
        Files.writeString(work.resolve("md.json"), "{\"silos\":[],\"contracts\":[]}");
        cli("contract", "sign", here.resolve("contract-03.yaml").toString());
        cli("contract", "sign", here.resolve("contract-04.yaml").toString());
        onTheChain(messages);
        LogSigningKey key = LogSigningKey.parse(ORIGIN, pem().toCharArray());
        Files.writeString(work.resolve("log.pem"), pem());
        Path log = out.resolve("log");
        try (Anchor anchor = LogAnchor.in(log, key)) {
            serve(
                    anchor,
                    List.of(),
                    () -> {
                        send(between(messages, NO_CHAIN, CUT));
                        awaitAll(false);
                        publish("exchange", "2026-02-01=108.4", "2026-02-15=112.9");
                        publish("exchange", "2026-03-01=115.2");
                        awaitAll(false);
                        cli("contract", "amend", here.resolve("contract-03-v2.yaml").toString());
                        publish("exchange, corrected", "2026-02-15=112.4");
                        awaitAll(false);
                        finance();
                        awaitAll(false);
                    });
        }
        anchorSection =
                "anchor: {kind: log, directory: '%s', origin: %s, key: '${file:log.pem}'}%n"
                        .formatted(log, ORIGIN);
        sign();
        engine.catchUp();
        Files.writeString(out.resolve("log.pub"), key.publicKey() + "\n");
        receipts();
        writeNext(messages.stream().filter(m -> !m.at().isBefore(CUT)).toList());
        print("at the cut");
        dump();
        reports("2026-03", "reports", "contract-01", "contract-03", "contract-04");
        goOn(messages, log, key);
        Files.deleteIfExists(log.resolve("lock"));
    }

    // --- the plant ---

    /** Registers silos and signs the demo's contracts; gives what arrives, in its order. */
    private List<Message> setUp() throws Exception {
        DemoPlant demo = DemoPlant.simulate(DEMO_SILOS, DEMO_DAYS, SEED);
        if (!demo.from().equals(FROM)) {
            throw new IllegalStateException("the demo begins " + demo.from());
        }
        List<SiloProfile> profiles = new ArrayList<>();
        for (SimulatedSilo silo : demo.silos()) {
            profiles.add(every(silo.profile(), Duration.ofHours(2)));
        }
        profiles.add(radar());
        profiles.add(
                scale(
                        "silo-06",
                        new SensorSpec("sensor-06", kg(25), kg(1), 24),
                        Duration.ofHours(2),
                        Imperfections.NONE));
        profiles.add(
                scale(
                        "silo-07",
                        new SensorSpec("sensor-07", kg(25), kg(1), 24),
                        Duration.ofHours(1),
                        Imperfections.USUAL));
        List<SimulatedSilo> silos =
                SiloSimulator.simulate(new SimulationSpec(SEED, FROM, TO, profiles));
        for (SimulatedSilo silo : silos) {
            SiloSpec spec = silo.profile().silo();
            engine.registerSilo(spec.siloId().equals("silo-07") ? learning(spec) : spec, FROM);
        }
        for (ContractTerms terms : demo.contracts()) {
            engine.signContract(terms, FROM);
        }
        List<Message> messages = new ArrayList<>();
        for (SimulatedSilo silo : silos) {
            silo.readings()
                    .forEach(r ->
                            messages.add(
                                    new Message(
                                            r.arrivalAt(),
                                            topics.readings(),
                                            r.siloId(),
                                            reading(r))));
            silo.deliveries()
                    .forEach(d ->
                            messages.add(
                                    new Message(
                                            d.arrivalAt(),
                                            topics.deliveries(),
                                            d.siloId(),
                                            DeliveryEncoder.encode(d.siloId(), d.note()))));
        }
        strangers(messages);
        messages.sort(Comparator.comparing(Message::at));
        return messages;
    }

    private static SiloProfile every(SiloProfile p, Duration interval) {
        return new SiloProfile(
                p.silo(),
                p.kind(),
                p.unit(),
                interval,
                p.dailyDraw(),
                p.batch(),
                p.truck(),
                p.initial(),
                p.imperfections(),
                p.material());
    }

    /** A radar over a cone, a heap, lots of different density. */
    private static SiloProfile radar() {
        LevelSpec level =
                new LevelSpec(
                        new Vessel.ConeCylinder(mm(1_900), mm(150), mm(2_800), mm(10_200)),
                        List.of(
                                new Calibration(
                                        "radar-05", Instant.EPOCH, mm(13_500), null, null, null)),
                        List.of(new Density(Instant.EPOCH, mm(550), null)),
                        new HeapCorrection.ReposeCone(mm(1_900), mm(1_583), mm(30)),
                        null);
        SiloSpec silo =
                new SiloSpec(
                        "silo-05",
                        "PVC granulate",
                        kg(60_000),
                        null,
                        new SensorSpec("radar-05", kg(30), kg(5), 24),
                        kg(1_000),
                        level);
        return new SiloProfile(
                silo,
                ReadingKind.DISTANCE,
                UnitOfMeasure.METRE,
                Duration.ofHours(2),
                kg(2_800),
                kg(180),
                kg(24_000),
                kg(36_000),
                Imperfections.NONE,
                new Material(0.03, 0, 15, 0));
    }

    private static SiloProfile scale(
            String siloId, SensorSpec sensor, Duration interval, Imperfections imperfections) {
        SiloSpec silo = new SiloSpec(siloId, "PVC granulate", kg(60_000), null, sensor, kg(1_000));
        return new SiloProfile(
                silo,
                ReadingKind.MASS,
                UnitOfMeasure.KILOGRAM,
                interval,
                kg(3_400),
                kg(180),
                kg(24_000),
                kg(40_000),
                imperfections);
    }

    /** Its noise and resolution are to be worked out. */
    private static SiloSpec learning(SiloSpec s) {
        return new SiloSpec(
                s.siloId(),
                s.material(),
                s.capacity(),
                null,
                SensorSpec.learning(s.sensor().sensorId(), 24),
                s.step());
    }

    /** As the gateway sends it; the other sensor of silo-06 counts from 1 and shows 400 kg more. */
    private static byte[] reading(SimulatedReading r) {
        boolean other = r.siloId().equals("silo-06") && !r.sampledAt().isBefore(EXCHANGED);
        long before = Duration.between(FROM.minus(SiloSimulator.LEAD), EXCHANGED).toHours() / 2;
        ObjectNode json = JSON.createObjectNode();
        json.put("siloId", r.siloId());
        json.put("sensorId", other ? "sensor-06b" : r.sensorId());
        json.put("sequence", other ? r.sequence() - before : r.sequence());
        if (r.batchId() != null) {
            json.put("batchId", r.batchId());
        }
        json.put("sampledAt", r.sampledAt().toString());
        json.put("kind", r.kind().name());
        json.put(
                "value",
                other
                        ? new BigDecimal(r.valueText()).add(new BigDecimal(400)).toPlainString()
                        : r.valueText());
        json.put("unit", r.unit().code());
        return bytes(json);
    }

    /** What no gateway of the plant sends: broken, unknown, twice. */
    private void strangers(List<Message> messages) {
        Instant at = FROM.plus(Duration.ofDays(3));
        messages.add(
                new Message(
                        at,
                        topics.readings(),
                        "silo-01",
                        "{\"siloId\":\"silo-01\",".getBytes(StandardCharsets.UTF_8)));
        messages.add(
                new Message(
                        at,
                        topics.readings(),
                        "silo-99",
                        "{\"siloId\":\"silo-99\",\"sensorId\":\"s\",\"sequence\":1,\"sampledAt\":\"2026-03-22T10:00:00Z\",\"kind\":\"MASS\",\"value\":\"1\",\"unit\":\"kg\"}"
                                .getBytes(StandardCharsets.UTF_8)));
        messages.add(
                new Message(
                        at,
                        topics.deliveries(),
                        "silo-02",
                        "{\"siloId\":\"silo-02\",\"noteId\":\"Ü-1\",\"deliveredAt\":\"2026-03-22T10:00:00Z\",\"quantity\":\"240000\",\"unit\":\"kg\"}"
                                .getBytes(StandardCharsets.UTF_8)));
        messages.stream()
                .filter(m -> m.topic().equals(topics.deliveries()))
                .findFirst()
                .ifPresent(messages::add);
    }

    // --- the phases ---

    /** With a contract on a chain and an escrow, whose funds do not last. */
    private void onTheChain(List<Message> messages) throws Exception {
        List<String> people = List.of(JSON.convertValue(call("eth_accounts"), String[].class));
        String escrow = escrow(people);
        String contract = EvmAnchor.deploy(node.chain(), OPERATOR);
        Map<String, String> accounts =
                Map.of(
                        "fensterprofile/eur", people.get(1),
                        "granulat/eur", people.get(2),
                        "DE02120300000000202051", people.get(3),
                        "DE12500105170648489890", people.get(4),
                        "DE89370400440532013000", people.get(5),
                        "DE02100100100006820101", people.get(6));
        try (Anchor anchor = EvmAnchor.connect(node.chain(), contract, OPERATOR);
                EscrowBook book =
                        new EscrowBook(
                                EvmEscrow.connect(node.chain(), escrow, OPERATOR),
                                Currency.getInstance("EUR"),
                                accounts,
                                500)) {
            serve(
                    anchor,
                    List.of(book),
                    () -> {
                        send(between(messages, Instant.EPOCH, EXCHANGED));
                        awaitAll(true);
                        cli(
                                "silo",
                                "change-sensor",
                                "silo-06",
                                "--kind",
                                "REPLACED",
                                "--sensor",
                                "sensor-06b",
                                "--from",
                                EXCHANGED.toString(),
                                "--noise",
                                "25kg",
                                "--resolution",
                                "1kg",
                                "--reason",
                                "new scale");
                        send(between(messages, EXCHANGED, NO_CHAIN));
                        awaitAll(true);
                    });
        }
    }

    private void publish(String source, String... values) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of("index", "publish", "--series", "ENERGY-DE", "--source", source));
        command.addAll(List.of(values));
        cli(command.toArray(String[]::new));
    }

    private interface Work {
        void run() throws Exception;
    }

    private void serve(Anchor anchor, List<EscrowBook> escrows, Work work) throws Exception {
        Properties clients = new Properties();
        clients.put("bootstrap.servers", kafka.bootstrapServers());
        ServiceSettings settings =
                new ServiceSettings(
                        clients,
                        topics,
                        2,
                        (short) 1,
                        40,
                        Duration.ofSeconds(1),
                        null,
                        1,
                        Duration.ofDays(366),
                        120,
                        Duration.ofSeconds(5));
        try (UsanceService service =
                UsanceService.start(
                        engine,
                        Optional.of(anchor),
                        escrows,
                        settings,
                        Clock.systemUTC(),
                        new SimpleMeterRegistry())) {
            work.run();
            service.failure()
                    .ifPresent(failure -> {
                        throw new IllegalStateException("the service gave up", failure);
                    });
        }
    }

    private static List<Message> between(List<Message> messages, Instant from, Instant to) {
        return messages.stream()
                .filter(m -> !m.at().isBefore(from) && m.at().isBefore(to))
                .toList();
    }

    /** A few at a time, so that there are events as of a plant that runs and not of a backlog. */
    private void send(List<Message> messages) throws InterruptedException {
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "key.serializer",
                        ByteArraySerializer.class.getName(),
                        "value.serializer",
                        ByteArraySerializer.class.getName());
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
            int i = 0;
            for (Message m : messages) {
                producer.send(
                        new ProducerRecord<>(
                                m.topic(),
                                null,
                                m.at().toEpochMilli(),
                                m.siloId().getBytes(StandardCharsets.UTF_8),
                                m.value()));
                sent++;
                if (++i % 60 == 0) {
                    producer.flush();
                    await(() -> received() == sent, () -> received() + " of " + sent);
                }
            }
            producer.flush();
        }
    }

    private long received() {
        return engine.positions().tally(IntakeRole.positionName(topics.readings())).received()
                + engine.positions().tally(IntakeRole.positionName(topics.deliveries())).received();
    }

    private void awaitAll(boolean moved) throws InterruptedException {
        await(() -> received() == sent, () -> received() + " of " + sent + " received");
        await(
                () ->
                        engine.charging().position() >= engine.log().head()
                                && engine.readModels().progress().settled(),
                () -> "not settled: " + engine.readModels().progress());
        await(
                () ->
                        !moved
                                || engine.positions().read(BatchNetting.MOVED, 0).orElse(0)
                                        >= engine.readModels().batches().size(),
                () -> "not moved");
    }

    private static void await(BooleanSupplier condition, Supplier<String> state)
            throws InterruptedException {
        long deadlineNs = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadlineNs) {
                throw new IllegalStateException(state.get());
            }
            Thread.sleep(50);
        }
    }

    // --- what finance does ---

    private void finance() throws Exception {
        StringBuilder csv =
                new StringBuilder(
                        "document_id,posted_on,movement_type,silo_id,period,quantity,unit\n");
        for (SiloPeriod silo :
                engine.readModels().siloPeriods("contract-01", "2026-03-01/2026-04-01")) {
            csv.append(
                    "%s/03,2026-04-02,201,%s,2026-03,%s,kg%n"
                            .formatted(
                                    silo.siloId(),
                                    silo.siloId(),
                                    BigDecimal.valueOf(silo.consumedMilli() - 2_000, 3)
                                            .toPlainString()));
        }
        Path movements = Files.writeString(work.resolve("movements.csv"), csv);
        cli("erp", "read", "--contract", "contract-01", movements.toString());
        for (String contract : List.of("contract-01", "contract-02", "contract-03")) {
            cli(
                    "invoice",
                    "--contract",
                    contract,
                    "--period",
                    "2026-03",
                    "--date",
                    "2026-04-02",
                    "--out",
                    work.resolve("invoices").toString());
        }
        Path order = work.resolve("order.xml");
        cli("payments", "order", "--execute-on", "2026-04-07", "--out", order.toString());
        Path statement = Files.writeString(work.resolve("camt.xml"), camt(Files.readString(order)));
        cli("payments", "read", statement.toString());
        cli(
                "contract",
                "terminate",
                "contract-02",
                "--ends",
                "2026-04-30",
                "--reason",
                "silo-04 is taken down");
    }

    /** The bank books what was ordered in euros, the first payment a cent short. */
    private static String camt(String pain) {
        StringBuilder entries = new StringBuilder();
        Matcher found =
                Pattern.compile(
                                "<EndToEndId>([^<]+)</EndToEndId>.*?<InstdAmt Ccy=\"([A-Z]+)\">([^<]+)</InstdAmt>",
                                Pattern.DOTALL)
                        .matcher(pain);
        int n = 0;
        while (found.find()) {
            if (!found.group(2).equals("EUR")) {
                continue;
            }
            BigDecimal amount = new BigDecimal(found.group(3));
            entries.append(
                    """
                    <Ntry><Amt Ccy="EUR">%s</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
                    <BookgDt><Dt>2026-04-08</Dt></BookgDt><AcctSvcrRef>BANK-%d</AcctSvcrRef>
                    <NtryDtls><TxDtls><Refs><EndToEndId>%s</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>
                    """
                            .formatted(
                                    n == 0 ? amount.subtract(new BigDecimal("0.01")) : amount,
                                    ++n,
                                    found.group(1)));
        }
        return """
        <?xml version="1.0" encoding="UTF-8"?>
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
        <GrpHdr><MsgId>S-1</MsgId><CreDtTm>2026-04-08T18:00:00Z</CreDtTm></GrpHdr>
        <Stmt><Id>S-1</Id><Acct><Id><IBAN>DE02120300000000202051</IBAN></Id></Acct>
        %s</Stmt></BkToCstmrStmt></Document>
        """
                .formatted(entries);
    }

    /** The report on contract-02 goes its whole way before the cut. */
    private void sign() throws Exception {
        String said = report("contract-02", "2026-03", work.resolve("contract-02"));
        Matcher sha = Pattern.compile("SHA-256 ([0-9a-f]{64})").matcher(said);
        if (!sha.find()) {
            throw new IllegalStateException(said);
        }
        cli(
                "report",
                "--contract",
                "contract-02",
                "--period",
                "2026-03",
                "--review",
                sha.group(1),
                "--by",
                "Ada");
        cli(
                "report",
                "--contract",
                "contract-02",
                "--period",
                "2026-03",
                "--sign",
                sha.group(1),
                "--by",
                "Grace");
        copy(work.resolve("contract-02"), "reports", "contract-02");
    }

    private void reports(String month, String directory, String... contracts) throws Exception {
        for (String contract : contracts) {
            report(contract, month, work.resolve(directory).resolve(contract));
            copy(work.resolve(directory).resolve(contract), directory, contract);
        }
    }

    private void copy(Path from, String directory, String contract) throws Exception {
        Path to = Files.createDirectories(out.resolve(directory).resolve(contract));
        Files.copy(from.resolve("report.json"), to.resolve("report.json"));
    }

    private String report(String contract, String month, Path to) throws Exception {
        Files.createDirectories(to.getParent());
        return cli(
                "report",
                "--contract",
                contract,
                "--period",
                month,
                "--as-of",
                "2026-05-05",
                "--out",
                to.toString());
    }

    // --- after the cut ---

    /** The same release goes on with what comes next; the figures are what others are held to. */
    private void goOn(List<Message> messages, Path log, LogSigningKey key) throws Exception {
        Path kept = work.resolve("log");
        Files.createDirectories(kept);
        for (String file : List.of("entries", "checkpoints")) {
            Files.copy(log.resolve(file), kept.resolve(file));
        }
        try (Anchor anchor = LogAnchor.in(kept, key)) {
            serve(
                    anchor,
                    List.of(),
                    () -> {
                        send(between(messages, CUT, Instant.MAX));
                        publish("exchange", "2026-04-01=117.3");
                        awaitAll(false);
                    });
        }
        print("after the next month");
        reports("2026-04", "next", "contract-01", "contract-02", "contract-03", "contract-04");
    }

    private void writeNext(List<Message> messages) throws Exception {
        StringBuilder lines = new StringBuilder();
        for (Message m : messages) {
            lines.append(m.topic())
                    .append('\t')
                    .append(m.siloId())
                    .append('\t')
                    .append(m.at())
                    .append('\t')
                    .append(new String(m.value(), StandardCharsets.UTF_8))
                    .append('\n');
        }
        Files.writeString(
                Files.createDirectories(out.resolve("next")).resolve("messages.tsv"), lines);
    }

    private void receipts() throws Exception {
        Path all = work.resolve("receipts");
        cli("receipts", "--bundles", "--out", all.toString());
        copyAll(
                all.resolve("receipts"),
                out.resolve("receipts"),
                "contract-0[34].*|contract-0[12].*[05]\\.json");
        // A contract's bundles are long: its first and its last.
        for (int contract = 1; contract <= 4; contract++) {
            List<Path> bundles;
            String prefix = "contract-0" + contract;
            try (var files = Files.list(all.resolve("bundles"))) {
                bundles =
                        files.filter(f -> f.getFileName().toString().startsWith(prefix))
                                .sorted()
                                .toList();
            }
            Files.createDirectories(out.resolve("bundles"));
            for (int i = 0; i < bundles.size(); i++) {
                if (i == 0 || i >= bundles.size() - BUNDLES_PER_CONTRACT + 1) {
                    Files.copy(
                            bundles.get(i),
                            out.resolve("bundles").resolve(bundles.get(i).getFileName()));
                }
            }
        }
    }

    private static void copyAll(Path from, Path to, String pattern) throws Exception {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (Path file :
                    files.filter(f -> f.getFileName().toString().matches(pattern)).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    // --- the tables ---

    private void dump() throws Exception {
        Path directory = Files.createDirectories(out.resolve("tables"));
        try (Connection connection = pool.getConnection()) {
            List<String> tables = new ArrayList<>();
            try (Statement statement = connection.createStatement()) {
                statement.execute("set timezone to 'UTC'");
                try (ResultSet rows =
                        statement.executeQuery(
                                "select table_name from information_schema.tables where table_schema = 'public' order by 1")) {
                    while (rows.next()) {
                        tables.add(rows.getString(1));
                    }
                }
            }
            for (String table : tables) {
                try (OutputStream to = Files.newOutputStream(directory.resolve(table + ".copy"))) {
                    long rows =
                            connection
                                    .unwrap(PGConnection.class)
                                    .getCopyAPI()
                                    .copyOut(
                                            "copy (select * from %s order by 1, 2) to stdout (format text, header true)"
                                                    .formatted(table),
                                            to);
                    System.out.println(table + " " + rows);
                }
            }
        }
    }

    private void print(String when) {
        System.out.println("--- " + when);
        engine.readModels().siloPeriods().forEach(System.out::println);
        engine.readModels().contractPeriods().forEach(System.out::println);
        engine.readModels().contracts().forEach(System.out::println);
        engine.readModels().batches().forEach(System.out::println);
        System.out.println(engine.readModels().quarantineByReason());
        engine.readModels().identities().stream()
                .filter(i -> !i.holds())
                .forEach(i -> System.out.println("DOES NOT HOLD " + i));
        System.out.println(
                engine.readModels().identities().stream().filter(Identity::holds).count()
                        + " identities hold");
    }

    // --- helpers ---

    /** A key that is no secret: PKCS#8 of 32 bytes 0x2a. */
    private static String pem() {
        byte[] der = HexFormat.of().parseHex("302e020100300506032b657004220420" + "2a".repeat(32));
        return Base64.getEncoder().encodeToString(der);
    }

    private String cli(String... arguments) throws Exception {
        Path config =
                Files.writeString(
                        work.resolve("usance.yaml"),
                        """
                        kafka: {properties: {bootstrap.servers: '%s'}}
                        postgres: {url: 'jdbc:postgresql://127.0.0.1:%d/postgres', user: postgres}
                        masterData: md.json
                        %s\
                        """
                                .formatted(
                                        kafka.bootstrapServers(), database.port(), anchorSection));
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", config.toString()));
        java.io.StringWriter said = new java.io.StringWriter();
        PrintWriter to = new PrintWriter(said);
        int code = Main.run(to, to, false, all.toArray(String[]::new));
        System.out.println(
                "usance " + String.join(" ", arguments) + "\n" + said.toString().indent(4));
        if (code != 0) {
            throw new IllegalStateException("exit code " + code);
        }
        engine.evictCached();
        return said.toString();
    }

    /** A token, a payer who has paid in, and a mandate without limits. */
    private String escrow(List<String> people) throws Exception {
        Path token =
                checkout.resolve(
                        "ledger-anchor/src/test/resources/io/usance/anchor/evm/TestToken.json");
        String code = JSON.readTree(token.toFile()).path("bytecode").textValue();
        String hash =
                call(
                                "eth_sendTransaction",
                                Map.of(
                                        "from",
                                        people.getFirst(),
                                        "data",
                                        code + word("12"),
                                        "gas",
                                        "0x400000"))
                        .textValue();
        String address =
                call("eth_getTransactionReceipt", hash).path("contractAddress").textValue();
        BigInteger units = BigInteger.valueOf(FUNDS).multiply(BigInteger.TEN.pow(16));
        call(
                "eth_sendTransaction",
                Map.of(
                        "from",
                        people.getFirst(),
                        "to",
                        address,
                        "data",
                        "0x40c10f19" + word(people.get(1).substring(2)) + word(units.toString(16)),
                        "gas",
                        "0x40000"));
        String contract =
                EvmEscrow.deploy(
                        node.chain(), OPERATOR, address, 2, people.get(9), people.getFirst());
        try (EvmEscrow payer = EvmEscrow.connect(node.chain(), contract, PAYER)) {
            payer.approve(FUNDS);
            payer.deposit(people.get(2), FUNDS);
            payer.setMandate(people.get(2), new Mandate(FUNDS, 720, Mandate.NEVER));
        }
        return contract;
    }

    private static String word(String hex) {
        return "0".repeat(64 - hex.length()) + hex;
    }

    private JsonNode call(String method, Object... parameters) throws Exception {
        String body =
                JSON.writeValueAsString(
                        Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", parameters));
        HttpResponse<String> answer =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(node.url()))
                                        .header("content-type", "application/json")
                                        .POST(HttpRequest.BodyPublishers.ofString(body))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
        JsonNode result = JSON.readTree(answer.body());
        if (result.has("error")) {
            throw new IllegalStateException(answer.body());
        }
        return result.path("result");
    }

    private static byte[] bytes(ObjectNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static BigDecimal mm(long value) {
        return BigDecimal.valueOf(value);
    }

    private static Quantity kg(long kg) {
        return new Quantity(kg * 1_000, Dimension.MASS);
    }
}
