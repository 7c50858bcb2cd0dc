package io.usance.config;

import io.usance.file.Reasons;
import io.usance.watch.LogLines;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the sections {@code http} and {@code log}. */
final class WatchSections {
    private static final int PORT_MAX = 65_535;
    private static final List<String> LEVELS = List.of("warn", "info", "debug");
    private static final List<String> FORMS = List.of("text", "json");

    private WatchSections() {}

    /** Empty if there is no such section: nothing listens then. */
    static Optional<WatchSettings> http(Section root) {
        return root.optional("http")
                .map(http -> {
                    String host = http.text("host", "127.0.0.1");
                    requireOurs(http, host);
                    WatchSettings settings =
                            new WatchSettings(
                                    host,
                                    Math.toIntExact(http.number("port", 0, PORT_MAX, null)),
                                    http.duration(
                                            "every",
                                            WatchSettings.EVERY_MIN,
                                            WatchSettings.EVERY_MAX,
                                            Duration.ofSeconds(5)));
                    http.refuseOthers();
                    return settings;
                });
    }

    private static void requireOurs(Section http, String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            if (!address.isAnyLocalAddress()
                    && NetworkInterface.getByInetAddress(address) == null) {
                http.problem("host", "is " + host + ", which no interface of this machine has");
            }
        } catch (UnknownHostException e) {
            http.problem("host", "is " + host + ", which is not known");
        } catch (SocketException e) {
            http.problem("host", "cannot be looked up: " + Reasons.of(e));
        }
    }

    static LogSettings log(Section root) {
        Section log = root.orEmpty("log");
        String form = oneOf(log, "format", FORMS);
        String level = oneOf(log, "level", LEVELS);
        log.refuseOthers();
        return new LogSettings(
                LogLines.Form.valueOf(form.toUpperCase(Locale.ROOT)),
                level.toUpperCase(Locale.ROOT));
    }

    /** The first is the default. */
    private static String oneOf(Section section, String key, List<String> words) {
        String word = section.text(key, words.getFirst());
        if (!words.contains(word)) {
            section.problem(key, "is " + word + ", not one of " + String.join(", ", words));
            return words.getFirst();
        }
        return word;
    }
}
