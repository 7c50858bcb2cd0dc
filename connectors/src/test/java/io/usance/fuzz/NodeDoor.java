package io.usance.fuzz;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.usance.anchor.AnchorException;
import io.usance.anchor.Hash32;
import io.usance.anchor.evm.EvmAnchor;
import io.usance.anchor.evm.EvmChain;
import io.usance.anchor.evm.EvmEscrow;
import io.usance.escrow.EscrowRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A node that lies: the first line of an input is the method whose answer is the rest; other
 * methods are answered as a node would.
 */
final class NodeDoor implements Door {
    private static final Pattern METHOD = Pattern.compile("\"method\":\"([A-Za-z_]+)\"");
    private static final String ADDRESS = "0x5fbdb2315678afecb367f032d93f642f64180aa3";
    private static final String OK = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":%s}";
    private static final String ROOT = "a".repeat(64);
    private static final String ONE = "0".repeat(63) + "1";
    private static final String WORDS = ONE.repeat(8);
    private static final String HASH = "0x" + "b".repeat(64);

    private static final Hash32 HASH_ONE = Hash32.parse(HASH);

    private static final String LOG =
            """
            [{"address":"%s","topics":["%s","0x%s"],"data":"0x%s","blockNumber":"0x1",\
            "transactionHash":"%s","transactionIndex":"0x0","blockHash":"%s","logIndex":"0x0",\
            "removed":false}]\
            """;

    private final HttpServer server;
    private final EvmAnchor anchor;
    private final EvmEscrow escrow;
    private volatile String lied = "";
    private volatile byte[] lie = new byte[0];

    NodeDoor() {
        // Or every answer waits for an acknowledgement that the client delays.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
        EvmChain chain =
                EvmChain.at("http://127.0.0.1:" + server.getAddress().getPort(), 31337)
                        .withTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(10));
        anchor = EvmAnchor.reading(chain, ADDRESS);
        escrow = EvmEscrow.reading(chain, ADDRESS);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String request =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Matcher method = METHOD.matcher(request);
            String name = method.find() ? method.group(1) : "";
            byte[] out = name.equals(lied) ? lie : Inputs.bytes(OK.formatted(truth(name)));
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, out.length == 0 ? -1 : out.length);
            exchange.getResponseBody().write(out);
        }
    }

    private static String truth(String method) {
        return switch (method) {
            case "eth_chainId" -> "\"0x7a69\"";
            case "eth_blockNumber" -> "\"0x10\"";
            case "eth_getLogs" -> log("0x" + "c".repeat(64), WORDS);
            default -> "\"0x" + ROOT + WORDS + "\"";
        };
    }

    private static String log(String topic, String data) {
        return LOG.formatted(ADDRESS, topic, ONE, data, HASH, HASH);
    }

    @Override
    public String name() {
        return "node answers";
    }

    @Override
    public Grammar grammar() {
        return Grammar.NODE;
    }

    @Override
    public List<byte[]> seeds() {
        return examples();
    }

    /** Answers of a node that does not lie; the last ones are events. */
    static List<byte[]> examples() {
        List<String> seeds = new ArrayList<>();
        for (String method : List.of("eth_chainId", "eth_blockNumber", "eth_call", "eth_getLogs")) {
            seeds.add(method + "\n" + OK.formatted(truth(method)));
        }
        // Topics of BatchSettled, AccountOpened and MandateSet, the last two with wrong data.
        for (String event :
                List.of(
                        "BatchSettled(uint64,bytes32,uint32,bytes)",
                        "AccountOpened(uint32,address)",
                        "MandateSet(uint32,uint32,uint256,uint16,uint32)")) {
            String topic = Hash32.keccak(Inputs.bytes(event)).toString();
            String packed = "00000002" + "0001" + "00000001" + "00000000000064";
            String moves = packed + "0".repeat(64 - packed.length());
            String data =
                    ROOT
                            + ONE
                            + "0".repeat(62)
                            + "60"
                            + "0".repeat(62)
                            + "%02x".formatted(packed.length() / 2)
                            + moves;
            seeds.add("eth_getLogs\n" + OK.formatted(log(topic, data)));
        }
        return Inputs.texts(seeds.toArray(String[]::new));
    }

    @Override
    public boolean worksElsewhere() {
        return true;
    }

    @Override
    public Said accept(byte[] input) {
        int line = 0;
        while (line < input.length && input[line] != '\n') {
            line++;
        }
        lied = new String(input, 0, line, StandardCharsets.UTF_8);
        lie = Arrays.copyOfRange(input, Math.min(input.length, line + 1), input.length);
        List<Said> said = new ArrayList<>();
        switch (lied) {
            case "eth_chainId", "eth_blockNumber" -> {
                said.add(asked(() -> anchor.find(1)));
                said.add(asked(escrow::head));
            }
            case "eth_getLogs" -> {
                said.add(asked(() -> escrow.events(0, 10)));
                said.add(asked(() -> anchor.find(1)));
            }
            case "eth_call" -> {
                said.add(asked(() -> anchor.find(1)));
                said.add(asked(anchor::requireReady));
                said.add(asked(() -> anchor.verifyOnChain(HASH_ONE, List.of(), 1)));
                said.add(asked(() -> escrow.account(1)));
                said.add(asked(() -> escrow.relation(1, 2)));
                said.add(asked(escrow::openBatch));
                said.add(asked(() -> escrow.trySettle(1, HASH_ONE, 1, List.of())));
            }
            default -> said.add(Said.refused("no such method"));
        }
        return new Said(
                said.stream().anyMatch(one -> one.answer() == Answer.TAKEN)
                        ? Answer.TAKEN
                        : Answer.REFUSED,
                said.toString());
    }

    private static Said asked(Runnable question) {
        try {
            question.run();
            return Said.taken();
        } catch (AnchorException | EscrowRefusedException e) {
            return Said.refused(e.getClass().getSimpleName() + " " + e.getMessage());
        }
    }
}
