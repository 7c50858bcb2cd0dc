package io.usance.anchor.evm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.anchor.Hash32;
import io.usance.escrow.EscrowAccount;
import io.usance.escrow.EscrowRefusal;
import io.usance.escrow.Mandate;
import io.usance.escrow.Move;
import io.usance.escrow.PackedMoves;
import io.usance.escrow.Relation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A token and an escrow contract on a real node, spoken to by raw calls: the node signs for its ten
 * accounts, of which the first is the operator and the last the owner.
 */
final class EscrowRig implements AutoCloseable {
    static final BigInteger UNITS_PER_CENT = BigInteger.TEN.pow(16);
    static final int MONTH_HOURS = 720;

    private static final String GAS = "0x1800000";
    private static final int RECEIPT_POLLS_MAX = 5_000;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** One JSON-RPC call. */
    record Call(String method, Object... parameters) {}

    final EvmNode node;
    final String token;
    final String escrow;
    final EscrowView view;
    private final List<String> accounts;
    private final EvmRpc rpc;

    private EscrowRig(EvmNode node, String token) {
        this.node = node;
        this.accounts = accounts(node);
        this.token = token;
        this.escrow = create(node, operator(), EscrowCalls.creation(token, 2, owner(), operator()));
        this.rpc = new EvmRpc(node.chain());
        this.view = new EscrowView(node.chain(), rpc, escrow, operator());
    }

    /** With an e-money token of 18 decimals for a currency of 2. */
    static EscrowRig on(EvmNode node) {
        return new EscrowRig(node, createToken(node, 18));
    }

    /** With one of the bad tokens. */
    static EscrowRig onBadToken(EvmNode node, String contractName) {
        return new EscrowRig(node, create(node, accounts(node).getFirst(), code(contractName)));
    }

    static String createToken(EvmNode node, int decimals) {
        String data = code("TestToken") + AbiWords.encode(decimals);
        return create(node, accounts(node).getFirst(), data);
    }

    private static String code(String contractName) {
        try (InputStream in = EscrowRig.class.getResourceAsStream(contractName + ".json")) {
            return JSON.readTree(in).path("bytecode").textValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> accounts(EvmNode node) {
        List<String> accounts = new ArrayList<>();
        rpc(node, "eth_accounts").forEach(account -> accounts.add(account.textValue()));
        return accounts;
    }

    String operator() {
        return accounts.getFirst();
    }

    String owner() {
        return accounts.getLast();
    }

    /** From 1 to 8. */
    String person(int no) {
        return accounts.get(no);
    }

    // ---- raw calls ----

    static List<JsonNode> batch(EvmNode node, List<Call> calls) {
        if (calls.isEmpty()) {
            return List.of();
        }
        List<Map<String, Object>> requests = new ArrayList<>();
        for (Call call : calls) {
            requests.add(
                    Map.of(
                            "jsonrpc",
                            "2.0",
                            "id",
                            requests.size(),
                            "method",
                            call.method(),
                            "params",
                            call.parameters()));
        }
        List<JsonNode> answers = new ArrayList<>(java.util.Collections.nCopies(calls.size(), null));
        post(node, requests).forEach(answer -> answers.set(answer.path("id").intValue(), answer));
        return answers;
    }

    static JsonNode rpc(EvmNode node, String method, Object... parameters) {
        JsonNode answer = batch(node, List.of(new Call(method, parameters))).getFirst();
        assertThat(answer.path("error").isMissingNode()).as("%s: %s", method, answer).isTrue();
        return answer.path("result");
    }

    private static JsonNode post(EvmNode node, Object body) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(node.url()))
                            .header("content-type", "application/json")
                            .POST(
                                    HttpRequest.BodyPublishers.ofByteArray(
                                            JSON.writeValueAsBytes(body)))
                            .build();
            return JSON.readTree(
                    HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static JsonNode receipt(EvmNode node, String transaction) {
        for (int poll = 0; poll < RECEIPT_POLLS_MAX; poll++) {
            JsonNode receipt = rpc(node, "eth_getTransactionReceipt", transaction);
            if (!receipt.isNull()) {
                return receipt;
            }
            pauseMs(1);
        }
        throw new AssertionError("transaction " + transaction + " is in no block");
    }

    private static void pauseMs(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String create(EvmNode node, String from, String data) {
        Object transaction = Map.of("from", from, "data", data, "gas", GAS);
        JsonNode receipt = receipt(node, rpc(node, "eth_sendTransaction", transaction).textValue());
        assertThat(receipt.path("status").textValue()).isEqualTo("0x1");
        return receipt.path("contractAddress").textValue();
    }

    /** Sends and waits; the receipt may be one of a revert. */
    JsonNode mined(String from, String to, String data) {
        Object transaction = Map.of("from", from, "to", to, "data", data, "gas", GAS);
        return receipt(node, rpc(node, "eth_sendTransaction", transaction).textValue());
    }

    /** A call to the contract that must succeed; how much gas it took. */
    long ok(String from, String data) {
        return okAt(escrow, from, data);
    }

    long okAt(String to, String from, String data) {
        JsonNode receipt = mined(from, to, data);
        if (!receipt.path("status").textValue().equals("0x1")) {
            throw new AssertionError("refused: " + tried(to, from, data));
        }
        return Long.decode(receipt.path("gasUsed").textValue());
    }

    /** A call to the contract that must be reverted, and why. */
    EscrowRefusal refused(String from, String data) {
        return refusedAt(escrow, from, data);
    }

    EscrowRefusal refusedAt(String to, String from, String data) {
        assertThat(mined(from, to, data).path("status").textValue()).isEqualTo("0x0");
        return tried(to, from, data).orElseThrow();
    }

    private Optional<EscrowRefusal> tried(String to, String from, String data) {
        JsonNode answer =
                batch(
                                node,
                                List.of(
                                        new Call(
                                                "eth_call",
                                                Map.of("from", from, "to", to, "data", data),
                                                "latest")))
                        .getFirst();
        return EscrowErrors.refusal(answer.path("error").path("data").asText())
                .or(() -> Optional.of(new EscrowRefusal.Other("none", answer.toPrettyString())));
    }

    // ---- what tests often do ----

    void mint(String to, long amountMinor) {
        BigInteger units = UNITS_PER_CENT.multiply(BigInteger.valueOf(amountMinor));
        okAt(token, operator(), AbiWords.call("mint(address,uint256)", to, units));
    }

    /** Mints to the payer, and lets the contract take any amount from it. */
    void endow(String payer, long amountMinor) {
        mint(payer, amountMinor);
        BigInteger all = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
        okAt(token, payer, AbiWords.call("approve(address,uint256)", escrow, all));
    }

    /** A relation with this escrow, and a mandate of this much per 30 days, for ever. */
    void open(String payer, String payee, long depositMinor, long capMinor) {
        endow(payer, depositMinor);
        ok(payer, EscrowCalls.deposit(payee, depositMinor));
        ok(payer, EscrowCalls.setMandate(payee, new Mandate(capMinor, MONTH_HOURS, Mandate.NEVER)));
    }

    Move move(String payer, String payee, long amountMinor) {
        return new Move(no(payer), no(payee), amountMinor);
    }

    int no(String owner) {
        return account(owner).accountNo();
    }

    EscrowAccount account(String owner) {
        return view.account(owner).orElseThrow();
    }

    Relation relation(String payer, String payee) {
        return view.relation(no(payer), no(payee));
    }

    String settle(long batchId, Move... moves) {
        return EscrowCalls.settle(batchId, root(batchId), 1, PackedMoves.pack(List.of(moves)));
    }

    /** Some root, the same for the same batch. */
    static Hash32 root(long batchId) {
        return Hash32.parse("0x" + "%064x".formatted(batchId + 1));
    }

    /** What the contract holds of the token, in whole minor units and the rest in units. */
    BigInteger[] heldTokens() {
        return balanceUnits(escrow).divideAndRemainder(UNITS_PER_CENT);
    }

    BigInteger balanceUnits(String holder) {
        String data = AbiWords.call("balanceOf(address)", holder);
        return new BigInteger(
                rpc(node, "eth_call", Map.of("to", token, "data", data), "latest")
                        .textValue()
                        .substring(2),
                16);
    }

    /** Time of the newest block, epoch seconds. */
    long nowS() {
        return Long.decode(
                rpc(node, "eth_getBlockByNumber", "latest", false).path("timestamp").textValue());
    }

    /** The next block, which is mined at once, is this much later. */
    void passHours(int hours) {
        rpc(node, "evm_setNextBlockTimestamp", nowS() + hours * 3600L);
        rpc(node, "evm_mine");
    }

    @Override
    public void close() {
        rpc.close();
    }
}
