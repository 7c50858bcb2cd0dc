package io.usance.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.usance.anchor.AnchorUnavailableException;
import io.usance.anchor.evm.EvmChain;
import io.usance.anchor.evm.EvmEscrow;
import io.usance.fuzz.Door.Answer;
import io.usance.fuzz.FoundInputs.Found;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a door once did not stand it stands now, within the limits of every input. */
class FoundInputsTest {
    private static final Map<String, Door> DOORS =
            Doors.all().stream().collect(Collectors.toMap(Door::name, Function.identity()));

    static List<Found> all() {
        return FoundInputs.all();
    }

    /** A stream of blanks: nothing to keep, and no end. */
    @Test
    void anAnswerWithoutEndIsCutOff() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", FoundInputsTest::answerOnAndOn);
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        try (EvmEscrow escrow = EvmEscrow.reading(EvmChain.at(url, 1), "0x" + "a".repeat(40))) {
            assertThatThrownBy(escrow::head)
                    .isInstanceOf(AnchorUnavailableException.class)
                    .hasMessageContaining("more than 67108864 bytes");
        } finally {
            server.stop(0);
        }
    }

    private static void answerOnAndOn(HttpExchange exchange) throws IOException {
        byte[] blanks = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, 0);
            for (int mib = 0; mib < 128; mib++) {
                exchange.getResponseBody().write(blanks);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void isAnsweredWithinItsLimits(Found found) {
        Door door = Optional.ofNullable(DOORS.get(found.door())).orElseThrow();
        Door.Said said = new Fuzzer(door, null, 0).answer(found.input());
        if (!found.reason().isEmpty()) {
            assertThat(said.reason()).contains(found.reason());
            assertThat(said.answer()).isEqualTo(Answer.REFUSED);
        }
    }
}
