package io.usance.anchor;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Solidity's {@code abi.encode} for the four types that a settlement leaf is made of.
 *
 * <p>Every value takes one 32-byte word in the head; a string's word is the offset of its length
 * and bytes in the tail. See "Formal Specification of the Encoding" in the Solidity documentation.
 */
final class AbiEncoder {
    private static final int WORD = 32;

    private AbiEncoder() {}

    /**
     * Encodes values given as text, each by its type: {@code string}, {@code uint256}, {@code
     * int256} (decimal digits) or {@code bytes32} (0x and 64 digits).
     */
    static byte[] encode(List<String> types, List<String> values) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        ByteArrayOutputStream tail = new ByteArrayOutputStream();
        for (int i = 0; i < types.size(); i++) {
            String value = values.get(i);
            switch (types.get(i)) {
                case "string" -> {
                    head.writeBytes(
                            unsigned(BigInteger.valueOf(WORD * types.size() + tail.size())));
                    byte[] text = utf8(value);
                    tail.writeBytes(unsigned(BigInteger.valueOf(text.length)));
                    tail.writeBytes(Arrays.copyOf(text, Math.ceilDiv(text.length, WORD) * WORD));
                }
                case "uint256" -> head.writeBytes(unsigned(new BigInteger(value)));
                case "int256" -> head.writeBytes(signed(new BigInteger(value)));
                case "bytes32" -> head.writeBytes(Hash32.parse(value).bytes());
                default -> throw new IllegalArgumentException("no encoding for " + types.get(i));
            }
        }
        head.writeBytes(tail.toByteArray());
        return head.toByteArray();
    }

    private static byte[] unsigned(BigInteger value) {
        if (value.signum() < 0) {
            throw new IllegalArgumentException("uint256 cannot hold " + value);
        }
        return signed(value);
    }

    /** Two's complement, extended to a word. Values here never exceed 64 bits. */
    private static byte[] signed(BigInteger value) {
        byte[] digits = value.toByteArray();
        byte[] word = new byte[WORD];
        if (value.signum() < 0) {
            Arrays.fill(word, (byte) 0xff);
        }
        System.arraycopy(digits, 0, word, WORD - digits.length, digits.length);
        return word;
    }

    /** Strict: a lone surrogate would become a question mark, and two texts one leaf. */
    static byte[] utf8(String text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] out = new byte[bytes.remaining()];
            bytes.get(out);
            return out;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not encodable as UTF-8: " + text, e);
        }
    }
}
