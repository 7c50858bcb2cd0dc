package io.usance.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Int256;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.utils.Numeric;

/** Our encoder against that of the chain client. */
class AbiEncoderTest {
    private static final Hash32 HASH = Keccak.hash(new byte[] {42});

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "exactly thirty-two bytes of text",
                "one more than thirty-two bytes...",
                "Zürich, 上海, 🏭"
            })
    void encodesTextAsTheClientDoes(String text) {
        for (long number : new long[] {0, -1, 1, -12345, Long.MAX_VALUE, Long.MIN_VALUE}) {
            byte[] ours =
                    AbiEncoder.encode(
                            List.of("string", "int256", "bytes32", "uint256", "string"),
                            List.of(text, "" + number, HASH.toString(), "7", text + text));
            String theirs =
                    FunctionEncoder.encodeConstructor(
                            List.of(
                                    new Utf8String(text),
                                    new Int256(number),
                                    new Bytes32(HASH.bytes()),
                                    new Uint256(BigInteger.valueOf(7)),
                                    new Utf8String(text + text)));
            assertThat(Numeric.toHexStringNoPrefix(ours)).isEqualTo(theirs);
        }
    }

    @Test
    void refusesWhatItCannotHold() {
        assertThatThrownBy(() -> AbiEncoder.encode(List.of("uint256"), List.of("-1")))
                .hasMessage("uint256 cannot hold -1");
        assertThatThrownBy(() -> AbiEncoder.encode(List.of("string"), List.of("half \ud83c")))
                .hasMessageStartingWith("not encodable as UTF-8");
    }
}
