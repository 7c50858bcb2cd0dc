package io.usance.meter.silo.state;

import io.usance.metering.MeterFacts.Heard;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the stored form of readings as {@link ReadingsForm} writes it, without making objects
 * of them: how many, and which is the newest.
 *
 * <p>Design note: readings are most of a log's bytes, and a replay has no use for their values.
 * This takes a tenth of the time of a JSON parser. Whatever is written in any other way, be it as
 * good as JSON, is left to the decoder: the scan then says that it does not know.
 */
final class ReadingsScan {
    /** More could overflow. */
    private static final int DIGITS_MAX = 18;

    private final String text;

    /** The text's characters, and behind them a zero, which nothing expects. */
    private final byte[] bytes;

    private int at;
    private boolean lost;

    private int readings;
    private long sampledAtMs;
    private long newestMs = Long.MIN_VALUE;

    private ReadingsScan(String text) {
        this.text = text;
        // Bytes are scanned in half the time of characters.
        byte[] latin = text.getBytes(StandardCharsets.ISO_8859_1);
        bytes = Arrays.copyOf(latin, latin.length + 1);
        // A pair of surrogates is one byte: what lies behind it would be elsewhere in the text.
        lost = latin.length != text.length();
    }

    /** Null if the text is not exactly in the written form, or holds no reading. */
    static @Nullable Heard heard(String text) {
        ReadingsScan scan = new ReadingsScan(text);
        String siloId = scan.event();
        return scan.lost || scan.readings == 0
                ? null
                : new Heard(siloId, scan.readings, Instant.ofEpochMilli(scan.newestMs));
    }

    private String event() {
        expect("{\"siloId\":");
        int from = at + 1;
        string();
        String siloId = lost ? "" : text.substring(from, at - 1);
        expect(",\"receivedAt\":");
        string();
        expect(",\"blocks\":[");
        do {
            block();
        } while (another());
        expect("]}");
        if (at != text.length()) {
            lost = true;
        }
        return siloId;
    }

    private void block() {
        expect("{\"sensorId\":");
        string();
        if (text.startsWith(",\"batchId\":", at)) {
            expect(",\"batchId\":");
            string();
        }
        if (text.startsWith(",\"epoch\":", at)) {
            expect(",\"epoch\":");
            string();
        }
        expect(",\"kind\":");
        string();
        expect(",\"unit\":");
        string();
        expect(",\"rows\":[");
        do {
            row();
        } while (another());
        expect("]}");
    }

    private void row() {
        expect('[');
        number();
        expect(',');
        sampledAtMs += number();
        expect(',');
        string();
        if (another()) {
            string();
        }
        expect(']');
        readings++;
        newestMs = Math.max(newestMs, sampledAtMs);
    }

    /** Takes a comma, if there is one. */
    private boolean another() {
        if (lost || bytes[at] != ',') {
            return false;
        }
        at++;
        return true;
    }

    private void expect(String expected) {
        if (!lost && text.startsWith(expected, at)) {
            at += expected.length();
        } else {
            lost = true;
        }
    }

    private void expect(char expected) {
        if (!lost && bytes[at] == expected) {
            at++;
        } else {
            lost = true;
        }
    }

    /** One without escapes. */
    private void string() {
        expect('"');
        if (lost) {
            return;
        }
        int to = at;
        while (bytes[to] != '"' && bytes[to] != '\\' && bytes[to] != 0) {
            to++;
        }
        lost = bytes[to] != '"';
        at = to + 1;
    }

    private long number() {
        boolean negative = !lost && bytes[at] == '-';
        int from = negative ? at + 1 : at;
        int to = from;
        long value = 0;
        while (!lost && isDigit(bytes[to])) {
            value = value * 10 + bytes[to] - '0';
            to++;
        }
        if (to == from || to - from > DIGITS_MAX) {
            lost = true;
        }
        at = to;
        return negative ? -value : value;
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }
}
