package io.usance.anchor.evm;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.anchor.AnchorUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a node, or the proxy before it, answers on a bad day. */
@Tag("slow")
class EvmOutageTest {
    private static final String CONTRACT = "0x" + "12".repeat(20);

    @Test
    void aNodeThatAcceptsAndSaysNothingIsGivenUpInTime() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
                EvmAnchor anchor = anchorAt(silent)) {
            assertThatThrownBy(() -> anchor.find(1))
                    .isInstanceOf(AnchorUnavailableException.class)
                    .hasMessage(
                            "no answer to eth_chainId from http://127.0.0.1:%d within 500 ms"
                                    .formatted(silent.getLocalPort()));
        }
    }

    @Test
    void anErrorPageAndAnAnswerThatIsNoJsonAreOutages() throws Exception {
        for (String answer :
                new String[] {
                    "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 4\r\n\r\noops",
                    "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<html>\n\n\n"
                }) {
            try (ServerSocket proxy = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
                    EvmAnchor anchor = anchorAt(proxy)) {
                Thread.startVirtualThread(() -> answerAll(proxy, answer));
                assertThatThrownBy(() -> anchor.find(1))
                        .isInstanceOf(AnchorUnavailableException.class)
                        .hasMessageStartingWith("no usable answer to eth_chainId from http://")
                        .message()
                        .hasLineCount(1);
            }
        }
    }

    private static EvmAnchor anchorAt(ServerSocket server) {
        EvmChain chain =
                EvmChain.at("http://127.0.0.1:" + server.getLocalPort(), EvmNode.CHAIN_ID)
                        .withTimeouts(Duration.ofMillis(500), Duration.ofMillis(500));
        return EvmAnchor.connect(chain, CONTRACT, EvmNode.PUBLIC_DEV_KEY.toCharArray());
    }

    private static void answerAll(ServerSocket server, String answer) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.getInputStream().read(new byte[4096]);
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException closed) {
                return;
            }
        }
    }
}
