package io.usance.anchor.evm;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.anchor.Hash32;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.response.EthGetTransactionReceipt;
import org.web3j.protocol.http.HttpService;

/** Calls that steer the local node. */
final class Rpc {
    private Rpc() {}

    /** A response whose result is not looked into. */
    static final class Any extends Response<Object> {}

    static Object call(EvmNode node, String method, Object... parameters) {
        return send(node, method, Any.class, parameters).getResult();
    }

    static String transactionCount(EvmNode node, String account) {
        return (String) call(node, "eth_getTransactionCount", account, "latest");
    }

    static long gasUsed(EvmNode node, Hash32 transaction) {
        return send(
                        node,
                        "eth_getTransactionReceipt",
                        EthGetTransactionReceipt.class,
                        transaction.toString())
                .getTransactionReceipt()
                .orElseThrow()
                .getGasUsed()
                .longValueExact();
    }

    static void send(EvmNode node, String from, String to, String data) {
        call(node, "eth_sendTransaction", Map.of("from", from, "to", to, "data", data));
    }

    private static <T extends Response<?>> T send(
            EvmNode node, String method, Class<T> type, Object... parameters) {
        try {
            T response =
                    new Request<>(method, List.of(parameters), new HttpService(node.url()), type)
                            .send();
            assertThat(response.hasError())
                    .as(() -> method + ": " + response.getError().getMessage())
                    .isFalse();
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
