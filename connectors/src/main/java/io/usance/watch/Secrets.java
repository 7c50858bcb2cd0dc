package io.usance.watch;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Keeps secrets out of what is written for people: the values that the configuration holds as
 * secrets, and whatever stands where a password or a token usually stands.
 *
 * <p>The second net under the first: secrets are not put into messages to begin with. A driver's or
 * a proxy's message may hold one all the same.
 */
public final class Secrets {
    /** What replaces a secret. */
    public static final String HIDDEN = "***";

    /** Most values kept; a configuration has a handful. */
    private static final int VALUES_MAX = 100;

    /** A shorter value would take ordinary words out of messages. */
    private static final int CHARS_MIN = 6;

    private static final Set<String> VALUES = ConcurrentHashMap.newKeySet();

    private static final Pattern NAMED =
            Pattern.compile(
                    "(?i)((?:password|passwd|pwd|secret|token|api_?key|private_?key)\\\\?[\"']?"
                            + "\\s*[=:]\\s*\\\\?)"
                            + "(\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|[^\\s&;,\"']+)");

    private static final Pattern IN_ADDRESS = Pattern.compile("://[^/\\s@]+@");

    private Secrets() {}

    /** Hides this value from now on, wherever it is written through {@link #hide}. */
    public static void keep(String value) {
        if (value.length() >= CHARS_MIN && VALUES.size() < VALUES_MAX) {
            VALUES.add(value);
        }
    }

    /** The text without secrets. */
    public static String hide(String text) {
        String hidden = text;
        for (String value : VALUES) {
            hidden = hidden.replace(value, HIDDEN);
        }
        hidden = NAMED.matcher(hidden).replaceAll("$1" + HIDDEN);
        return IN_ADDRESS.matcher(hidden).replaceAll("://" + HIDDEN + "@");
    }
}
