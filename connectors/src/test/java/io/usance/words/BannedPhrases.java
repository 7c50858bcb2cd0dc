package io.usance.words;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Phrases that must not be in a text, each with what to write instead. */
final class BannedPhrases {
    /** Between two words: space, or a line break with what begins or joins the lines there. */
    private static final String GAP = "(?=\\W*\\s)[\\s\"+*/#>|-]+";

    private final Map<String, String> insteadByPhrase;
    private final Pattern pattern;

    /**
     * @param lines {@code phrase = instead}; empty ones and those with # in front are left out
     * @throws IllegalArgumentException for a line without both, or a phrase that is listed twice
     */
    BannedPhrases(List<String> lines) {
        insteadByPhrase = new LinkedHashMap<>();
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.split(" = ", 2);
            if (parts.length != 2
                    || insteadByPhrase.put(parts[0].toLowerCase(Locale.ROOT), parts[1]) != null) {
                throw new IllegalArgumentException(
                        "a line is \"phrase = instead\", each phrase once; read: " + line);
            }
        }
        pattern = pattern();
    }

    /** The longest first, so that the one that is most to the point is reported. */
    private Pattern pattern() {
        String any =
                insteadByPhrase.keySet().stream()
                        .sorted((a, b) -> b.length() - a.length())
                        .map(BannedPhrases::words)
                        .collect(Collectors.joining("|"));
        return Pattern.compile("\\b(?:" + any + ")\\b", Pattern.CASE_INSENSITIVE);
    }

    private static String words(String phrase) {
        return Arrays.stream(phrase.split(" "))
                .map(Pattern::quote)
                .collect(Collectors.joining(GAP));
    }

    int count() {
        return insteadByPhrase.size();
    }

    /** Each occurrence as {@code name:line: "phrase"; write instead: …}, in order. */
    List<String> in(String name, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> "%s:%d: %s".formatted(name, line(text, found.start()), advice(found)))
                .toList();
    }

    private static long line(String text, int at) {
        return 1 + text.substring(0, at).chars().filter(c -> c == '\n').count();
    }

    private String advice(MatchResult found) {
        String phrase = found.group().toLowerCase(Locale.ROOT).replaceAll("[^a-z']+", " ");
        return "\"%s\"; write instead: %s".formatted(phrase, insteadByPhrase.get(phrase));
    }
}
