package io.usance.anchor.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.anchor.AnchorUnavailableException;
import io.usance.escrow.EscrowRefusal;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.web3j.abi.EventEncoder;
import org.web3j.protocol.core.Response;

/** The client knows every error and every event of the compiled contract. */
class EscrowAbiTest {
    private static List<String> signatures(String kind) throws Exception {
        List<String> signatures = new ArrayList<>();
        try (InputStream in = EvmEscrow.class.getResourceAsStream("UsanceEscrow.json")) {
            for (JsonNode entry : new ObjectMapper().readTree(in).path("abi")) {
                if (entry.path("type").asText().equals(kind)) {
                    String types =
                            StreamSupport.stream(entry.path("inputs").spliterator(), false)
                                    .map(input -> input.path("type").asText())
                                    .collect(Collectors.joining(","));
                    signatures.add(entry.path("name").asText() + "(" + types + ")");
                }
            }
        }
        return signatures;
    }

    @Test
    void everyErrorIsTold() throws Exception {
        Set<String> unknown = new TreeSet<>(signatures("error"));
        unknown.removeAll(EscrowErrors.signatures());
        assertThat(unknown).isEmpty();
    }

    @Test
    void everyEventIsRead() throws Exception {
        assertThat(EscrowLogs.topics())
                .containsExactlyInAnyOrderElementsOf(
                        signatures("event").stream()
                                .map(EventEncoder::buildEventSignature)
                                .toList());
    }

    @Test
    void whatANodeInventsIsToldAsItIs() {
        String selector = AbiWords.selector("RootConflict(uint64,bytes32)");
        for (String data :
                new String[] {"", "0x", "0x12", "0xzz", "0x12345678", selector, selector + "00"}) {
            Response.Error error = new Response.Error(3, "execution reverted");
            error.setData(data);
            assertThat(EscrowErrors.refusal(error))
                    .as(data)
                    .isEqualTo(new EscrowRefusal.Other("execution reverted", "execution reverted"));
        }
    }

    @Test
    void answersThatAreNoneAreAnOutage() {
        for (@Nullable String answer : new @Nullable String[] {null, "", "nonsense", "0xzz"}) {
            assertThatThrownBy(() -> AbiWords.of("openBatch()", answer))
                    .isInstanceOf(AnchorUnavailableException.class)
                    .hasMessage("the node's answer to openBatch() is not data");
        }
        String much = "f".repeat(64);
        AbiWords words = AbiWords.of("openBatch()", "0x" + much + "0".repeat(62) + "20" + much);
        assertThatThrownBy(() -> words.number(0)).hasMessageContaining("a smaller number belongs");
        assertThatThrownBy(() -> words.uint(3)).hasMessageEndingWith("is cut short");
        assertThatThrownBy(() -> words.bytesAfter(1, 1)).hasMessageContaining("smaller number");
        assertThatThrownBy(() -> words.bytesAfter(2, 1)).hasMessageEndingWith("is cut short");
    }
}
