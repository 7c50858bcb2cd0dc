package io.usance.engine;

import io.usance.reconciliation.Facts.Heard;
import java.time.Instant;
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
    private int at;
    private boolean lost;

    private int readings;
    private long sampledAtMs;
    private long newestMs = Long.MIN_VALUE;

    private ReadingsScan(String text) {
        this.text = text;
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
        if (lost || at >= text.length() || text.charAt(at) != ',') {
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
        if (!lost && at < text.length() && text.charAt(at) == expected) {
            at++;
        } else {
            lost = true;
        }
    }

    /** One without escapes. */
    private void string() {
        expect('"');
        while (!lost) {
            if (at == text.length()) {
                lost = true;
                return;
            }
            char c = text.charAt(at++);
            if (c == '"') {
                return;
            }
            lost = c == '\\';
        }
    }

    private long number() {
        boolean negative = !lost && at < text.length() && text.charAt(at) == '-';
        if (negative) {
            at++;
        }
        int from = at;
        long value = 0;
        while (!lost && at < text.length() && isDigit(text.charAt(at))) {
            value = value * 10 + text.charAt(at) - '0';
            at++;
        }
        if (at == from || at - from > DIGITS_MAX) {
            lost = true;
        }
        return negative ? -value : value;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
