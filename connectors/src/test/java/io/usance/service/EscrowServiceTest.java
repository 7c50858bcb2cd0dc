package io.usance.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.anchor.Hash32;
import io.usance.anchor.evm.EvmAnchor;
import io.usance.anchor.evm.EvmEscrow;
import io.usance.anchor.evm.EvmNode;
import io.usance.cli.CliRun;
import io.usance.config.WatchSettings;
import io.usance.embedded.SharedParts;
import io.usance.escrow.Mandate;
import io.usance.netting.BatchNetting;
import io.usance.netting.EscrowBook;
import io.usance.reconciliation.ReadModels.Settlement;
import io.usance.settlement.stage.NettingBook;
import io.usance.simulation.SimulatedSilo;
import io.usance.watch.Scrape;
import io.usance.watch.Watch;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readings on Kafka become money in escrow, by one service that also anchors with the same key. */
@Tag("slow")
class EscrowServiceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path TOKEN =
            Path.of("../ledger-anchor/src/test/resources/io/usance/anchor/evm/TestToken.json");
    private static final char[] OPERATOR = EvmNode.PUBLIC_DEV_KEY.toCharArray();

    /** Anvil's second funded account; as public as the first. */
    private static final char[] PAYER =
            "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d".toCharArray();

    private static final long FUNDS = 1_000_000_00;

    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit injects the directory
    EscrowServiceTest() {}

    @Test
    void whatIsDrawnIsPaidInEscrowToTheCent() throws Exception {
        List<SimulatedSilo> silos = Plant.simulate(2);
        String database = SharedParts.newDatabase();
        try (EvmNode node = EvmNode.start();
                Line line =
                        new Line(
                                SharedParts.kafka().bootstrapServers(),
                                database,
                                SharedParts.uniqueName())) {
            List<String> people = accounts(node);
            String contract = escrow(node, people);
            Plant.setUp(line.engine, silos);
            String anchor = EvmAnchor.deploy(node.chain(), OPERATOR);
            try (EvmAnchor on = EvmAnchor.connect(node.chain(), anchor, OPERATOR);
                    EscrowBook book =
                            new EscrowBook(
                                    EvmEscrow.connect(node.chain(), contract, OPERATOR),
                                    Currency.getInstance("EUR"),
                                    Map.of(
                                            "acct-plant", people.get(1),
                                            "acct-supplier", people.get(2)),
                                    500);
                    Watch watch = ServiceWatch.open(WatchSettings.local(0));
                    UsanceService service =
                            UsanceService.start(
                                    line.engine,
                                    Optional.of(on),
                                    List.of(book),
                                    line.settings(500, 1),
                                    Clock.systemUTC(),
                                    watch.meters())) {
                new ServiceWatch(
                                line.engine,
                                line.pool,
                                Optional.of(on),
                                List.of(book),
                                line.settings(500, 1),
                                Clock.systemUTC())
                        .follow(watch, service, Duration.ofMillis(200));
                int records = line.feed(service, silos);
                line.awaitSettled(service, records, true);
                awaitMoved(line, service);
                assertThat(service.failure()).isEmpty();
                long commanded =
                        line.engine.internals().readModels().settlements().stream()
                                .mapToLong(Settlement::amountMinor)
                                .sum();
                try (EvmEscrow asked = EvmEscrow.reading(node.chain(), contract)) {
                    assertThat(asked.account(people.get(2)).orElseThrow().balanceMinor())
                            .isPositive()
                            .isEqualTo(commanded);
                    assertThat(asked.heldMinor()).isEqualTo(FUNDS);
                }
                assertThat(new NettingBook(line.engine.internals().transactions()).due()).isEmpty();
                assertWatched(watch, commanded);
            }
            line.assertIdentitiesHold();
            assertThat(line.engine.internals().readModels().identities())
                    .filteredOn(identity -> identity.name().startsWith("commanded in netted"))
                    .singleElement()
                    .satisfies(identity -> assertThat(identity.left()).isNotEqualTo("0"));
            reconcile(line, database, node, contract, people);
        }
    }

    /** What is left is seen as what was paid in less what was commanded. */
    private static void assertWatched(Watch watch, long commandedMinor) throws Exception {
        Scrape scrape = Scrape.of(watch.url());
        String left =
                "usance_escrow_left{currency=\"EUR\",payee=\"acct-supplier\",payer=\"acct-plant\"}";
        double wanted = (FUNDS - commandedMinor) / 100.0;
        for (int look = 0; look < 300; look++) {
            if (scrape.samples().getOrDefault(left, 0.0) == wanted) {
                break;
            }
            Thread.sleep(100);
            scrape = Scrape.of(watch.url());
        }
        assertThat(scrape.value(left)).isEqualTo(wanted);
        assertThat(scrape.value("usance_chain_head_blocks")).isPositive();
        assertThat(scrape.value("usance_anchor_account_balance_coins")).isPositive();
        assertThat(scrape.value("usance_batches{state=\"confirmed\"}")).isPositive();
        assertThat(scrape.value("usance_part_up{part=\"node\"}")).isEqualTo(1);
    }

    /** The command, as a person runs it; then a batch that is not ours. */
    private void reconcile(
            Line line, String database, EvmNode node, String contract, List<String> people)
            throws IOException {
        Files.writeString(directory.resolve("key"), EvmNode.PUBLIC_DEV_KEY);
        Files.writeString(directory.resolve("md.json"), "{\"silos\":[],\"contracts\":[]}");
        Path config =
                Files.writeString(
                        directory.resolve("usance.yaml"),
                        """
                        kafka: {properties: {bootstrap.servers: '%s'}}
                        postgres: {url: '%s', user: postgres}
                        masterData: md.json
                        anchor:
                          rpcUrl: %s
                          chainId: %d
                          contract: '%s'
                          key: ${file:key}
                          escrows:
                            EUR: {contract: '%s', accounts: {acct-plant: '%s', acct-supplier: '%s'}}
                        """
                                .formatted(
                                        line.bootstrapServers,
                                        database.replaceFirst("\\?.*", ""),
                                        node.chain().url(),
                                        node.chain().chainId(),
                                        contract,
                                        contract,
                                        people.get(1),
                                        people.get(2)));
        String[] command = {"reconcile", "--config", config.toString()};
        CliRun same = CliRun.of(command);
        assertThat(same.err()).isEmpty();
        assertThat(same.out()).matches("EUR: (\\d+) batches have moved .*, \\1 the same .*\n");
        explain(config, node);
        try (EvmEscrow operator = EvmEscrow.connect(node.chain(), contract, OPERATOR)) {
            operator.settle(999, Hash32.parse("0x" + "ab".repeat(32)), 1, List.of());
        }
        CliRun extra = CliRun.of(command);
        assertThat(extra.exitCode()).isEqualTo(1);
        assertThat(extra.out()).contains("  batch 999 EXTRA: escrow " + contract);
    }

    /** Bundles say what has moved, and the chain is asked whether it has. */
    private void explain(Path config, EvmNode node) throws IOException {
        Path out = directory.resolve("explained");
        CliRun written =
                CliRun.of(
                        "receipts",
                        "--config",
                        config.toString(),
                        "--out",
                        out.toString(),
                        "--batch",
                        "1",
                        "--bundles");
        assertThat(written.err()).isEmpty();
        assertThat(written.out()).matches("(\\d+) receipts and \\1 bundles of 1 batches .*\n");
        String bundles = out.resolve("bundles").toString();
        CliRun asked = CliRun.of("verify", bundles, "--rpc", node.chain().url());
        assertThat(asked.out()).doesNotContain("failed");
        assertThat(asked.exitCode()).isZero();

        Path one;
        try (Stream<Path> files = Files.list(Path.of(bundles))) {
            one = files.findFirst().orElseThrow();
        }
        String text = Files.readString(one);
        String body =
                text.substring(0, text.lastIndexOf("\"digest\""))
                        .replaceFirst("(\"moved\":.*\"amount\":\")", "$19");
        String digest = Hash32.keccak(body.getBytes(StandardCharsets.UTF_8)).toString();
        Files.writeString(one, body + "\"digest\":\"" + digest + "\"}\n");
        assertThat(CliRun.of("verify", one.toString()).exitCode()).isZero();
        assertThat(CliRun.of("verify", one.toString(), "--rpc", node.chain().url()).out())
                .contains("failed at step anchor, $.moved: the chain has transaction ");
    }

    private static void awaitMoved(Line line, UsanceService service) throws InterruptedException {
        long batches = line.engine.internals().readModels().batches().size();
        for (int look = 0; look < 600; look++) {
            if (line.engine.internals().positions().read(BatchNetting.MOVED, 0).orElse(0)
                    >= batches) {
                return;
            }
            assertThat(service.failure()).isEmpty();
            Thread.sleep(100);
        }
        throw new AssertionError("the money of " + batches + " batches has not moved");
    }

    /** With a token, a payer who has paid in, and a mandate without limits. */
    private static String escrow(EvmNode node, List<String> people) throws Exception {
        String code = JSON.readTree(TOKEN.toFile()).path("bytecode").textValue();
        String hash =
                send(
                        node,
                        Map.of(
                                "from",
                                people.getFirst(),
                                "data",
                                code + word("12"),
                                "gas",
                                "0x400000"));
        String token = mined(node, hash).path("contractAddress").textValue();
        // 18 decimals, so a cent is 10^16 units.
        BigInteger units = BigInteger.valueOf(FUNDS).multiply(BigInteger.TEN.pow(16));
        send(
                node,
                Map.of(
                        "from",
                        people.getFirst(),
                        "to",
                        token,
                        "data",
                        "0x40c10f19" + word(people.get(1).substring(2)) + word(units.toString(16)),
                        "gas",
                        "0x40000"));
        String contract =
                EvmEscrow.deploy(
                        node.chain(), OPERATOR, token, 2, people.get(9), people.getFirst());
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

    private static List<String> accounts(EvmNode node) throws Exception {
        JsonNode accounts = call(node, "eth_accounts");
        return List.of(JSON.convertValue(accounts, String[].class));
    }

    private static String send(EvmNode node, Map<String, String> transaction) throws Exception {
        return call(node, "eth_sendTransaction", transaction).textValue();
    }

    /** The receipt of a transaction; on a busy machine the block comes after the answer. */
    private static JsonNode mined(EvmNode node, String hash) throws Exception {
        JsonNode receipt = call(node, "eth_getTransactionReceipt", hash);
        for (int wait = 0; wait < 300 && !receipt.hasNonNull("contractAddress"); wait++) {
            Thread.sleep(100);
            receipt = call(node, "eth_getTransactionReceipt", hash);
        }
        return receipt;
    }

    private static JsonNode call(EvmNode node, String method, Object... parameters)
            throws Exception {
        String body =
                JSON.writeValueAsString(
                        Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", parameters));
        HttpResponse<String> answer =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(node.chain().url()))
                                        .header("content-type", "application/json")
                                        .POST(HttpRequest.BodyPublishers.ofString(body))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
        JsonNode result = JSON.readTree(answer.body());
        assertThat(result.has("error")).as(answer.body()).isFalse();
        return result.path("result");
    }
}
