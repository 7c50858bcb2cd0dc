package io.usance.anchor.evm;

import io.usance.anchor.AnchorUnavailableException;
import io.usance.anchor.Hash32;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.Hash;

/**
 * Call data and answers as 32-byte words. See "Formal Specification of the Encoding" in the
 * Solidity documentation; here are the few types that the settlement contract uses.
 */
final class AbiWords {
    /** Characters of {@code 0x} and a selector. */
    static final int SELECTOR_CHARS = 2 + 2 * 4;

    private static final long SECOND_MAX = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
    private static final int WORD = 32;
    private static final int WORD_CHARS = 2 * WORD;
    private static final int ADDRESS_CHARS = 40;

    private final String what;
    private final String words;

    /**
     * @param what names the answer in messages
     * @param words hexadecimal digits
     */
    private AbiWords(String what, String words) {
        this.what = what;
        this.words = words;
    }

    /**
     * The words of an answer, which comes from a node and may be anything.
     *
     * @param hex {@code 0x} and hexadecimal digits; anything else, null as well, is refused
     */
    static AbiWords of(String what, @Nullable String hex) {
        if (hex == null || !hex.matches("0x[0-9a-fA-F]*")) {
            throw new AnchorUnavailableException("the node's answer to " + what + " is not data");
        }
        return new AbiWords(what, hex.substring(2).toLowerCase(Locale.ROOT));
    }

    /** The first four bytes of a function's or an error's hash, as {@code 0x} and eight digits. */
    static String selector(String signature) {
        return Hash.sha3String(signature).substring(0, SELECTOR_CHARS);
    }

    /** Call data: the selector, then the arguments. */
    static String call(String signature, Object... arguments) {
        return selector(signature) + encode(arguments);
    }

    /**
     * Arguments without a selector, as a constructor takes them.
     *
     * @param arguments {@code Integer}, {@code Long} (not negative) or {@code BigInteger} for
     *     {@code uintN}; {@code String} for {@code address}; {@link Hash32} for {@code bytes32};
     *     {@code byte[]} for {@code bytes}; a {@code List} of {@link Hash32} for {@code bytes32[]}
     */
    static String encode(Object... arguments) {
        StringBuilder head = new StringBuilder();
        StringBuilder tail = new StringBuilder();
        for (Object argument : arguments) {
            switch (argument) {
                case Integer number -> head.append(word(BigInteger.valueOf(number)));
                case Long number -> head.append(word(BigInteger.valueOf(number)));
                case BigInteger number -> head.append(word(number));
                case String address -> head.append(word(new BigInteger(address.substring(2), 16)));
                case Hash32 hash -> head.append(hash.toString(), 2, 2 + WORD_CHARS);
                case byte[] bytes -> {
                    head.append(offset(arguments.length, tail));
                    tail.append(word(BigInteger.valueOf(bytes.length)));
                    int padded = Math.ceilDiv(bytes.length, WORD) * WORD;
                    tail.append(HexFormat.of().formatHex(Arrays.copyOf(bytes, padded)));
                }
                case List<?> hashes -> {
                    head.append(offset(arguments.length, tail));
                    tail.append(word(BigInteger.valueOf(hashes.size())));
                    hashes.forEach(hash -> tail.append(hash.toString(), 2, 2 + WORD_CHARS));
                }
                default -> throw new IllegalArgumentException("no encoding for " + argument);
            }
        }
        return head.append(tail).toString();
    }

    private static String offset(int arguments, StringBuilder tail) {
        return word(BigInteger.valueOf((long) WORD * arguments + tail.length() / 2));
    }

    private static String word(BigInteger value) {
        if (value.signum() < 0 || value.bitLength() > 8 * WORD) {
            throw new IllegalArgumentException("not an unsigned word: " + value);
        }
        String digits = value.toString(16);
        return "0".repeat(WORD_CHARS - digits.length()) + digits;
    }

    /** How many whole words there are. */
    int count() {
        return words.length() / WORD_CHARS;
    }

    BigInteger uint(int index) {
        return new BigInteger(word(index), 16);
    }

    /**
     * A number that fits a {@code long}.
     *
     * @throws AnchorUnavailableException if it does not
     */
    long number(int index) {
        BigInteger value = uint(index);
        if (value.bitLength() > 63) {
            throw new AnchorUnavailableException(
                    "the node's answer to %s holds %s where a smaller number belongs"
                            .formatted(what, value));
        }
        return value.longValueExact();
    }

    /** A number that fits an {@code int}. */
    int smallNumber(int index) {
        long value = number(index);
        if (value > Integer.MAX_VALUE) {
            throw new AnchorUnavailableException(
                    "the node's answer to %s holds %d where a smaller number belongs"
                            .formatted(what, value));
        }
        return (int) value;
    }

    /** Seconds since 1970, of the years that have four figures. */
    Instant time(int index) {
        long second = number(index);
        if (second > SECOND_MAX) {
            throw new AnchorUnavailableException(
                    "the node's answer to %s holds second %d where a time belongs"
                            .formatted(what, second));
        }
        return Instant.ofEpochSecond(second);
    }

    boolean bool(int index) {
        return uint(index).signum() != 0;
    }

    /** 0x and 40 lower-case digits. */
    String address(int index) {
        return "0x" + word(index).substring(WORD_CHARS - ADDRESS_CHARS);
    }

    Hash32 hash(int index) {
        return Hash32.parse("0x" + word(index));
    }

    /**
     * Bytes of any length, whose offset is in this word.
     *
     * @param first the word that the offset counts from
     */
    byte[] bytesAfter(int first, int index) {
        int at = first + smallNumber(index) / WORD;
        long length = number(at);
        int from = (at + 1) * WORD_CHARS;
        if (2 * length > words.length() - from) {
            throw cutShort();
        }
        return HexFormat.of().parseHex(words, from, from + 2 * (int) length);
    }

    private String word(int index) {
        if (index < 0 || index >= count()) {
            throw cutShort();
        }
        return words.substring(index * WORD_CHARS, (index + 1) * WORD_CHARS);
    }

    private AnchorUnavailableException cutShort() {
        return new AnchorUnavailableException("the node's answer to " + what + " is cut short");
    }
}
