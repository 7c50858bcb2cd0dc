package io.usance.store;

import java.util.Locale;
import java.util.Set;

/**
 * Finds statements that begin or end a transaction in a text of SQL, which may hold several
 * statements. Rolling back to a savepoint is none.
 */
final class TransactionControl {
    private static final Set<String> ENDS = Set.of("commit", "end", "abort", "begin");
    private static final int WORDS_MAX = 3;

    private final String sql;
    private int at;

    /** The first words of the statement that is being read. */
    private final String[] words = new String[WORDS_MAX];

    private int wordCount;
    private String last = "";

    private TransactionControl(String sql) {
        this.sql = sql;
    }

    /** True if one of the statements does. */
    static boolean isIn(String sql) {
        return new TransactionControl(sql).isFound();
    }

    private boolean isFound() {
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == ';') {
                if (isControl()) {
                    return true;
                }
                wordCount = 0;
                at++;
            } else if (Character.isLetter(c) || c == '_') {
                if (!word()) {
                    return false;
                }
            } else if (!skipped(c)) {
                at++;
            }
        }
        return isControl();
    }

    /** False from the body of a function on, whose statements follow each other without end. */
    private boolean word() {
        int from = at;
        while (at < sql.length() && isOfWord(sql.charAt(at))) {
            at++;
        }
        String word = sql.substring(from, at).toLowerCase(Locale.ROOT);
        if (at < sql.length() && sql.charAt(at) == '\'' && word.equals("e")) {
            quoted('\'', true);
        }
        if (word.equals("atomic") && last.equals("begin")) {
            return false;
        }
        if (wordCount < WORDS_MAX) {
            words[wordCount++] = word;
        }
        last = word;
        return true;
    }

    private static boolean isOfWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$';
    }

    private boolean isControl() {
        if (wordCount == 0) {
            return false;
        }
        String second = wordCount > 1 ? words[1] : "";
        return switch (words[0]) {
            case "start", "prepare" -> second.equals("transaction");
            case "rollback" -> {
                boolean filled = second.equals("work") || second.equals("transaction");
                String next = filled ? (wordCount > 2 ? words[2] : "") : second;
                yield !next.equals("to");
            }
            default -> ENDS.contains(words[0]);
        };
    }

    /** Skips what is no statement: texts, names in quotes, comments. False if there is none. */
    private boolean skipped(char c) {
        if (c == '\'' || c == '"') {
            quoted(c, false);
        } else if (sql.startsWith("--", at)) {
            at = endOr(sql.indexOf('\n', at), 1);
        } else if (sql.startsWith("/*", at)) {
            comment();
        } else if (c == '$') {
            return dollars();
        } else {
            return false;
        }
        return true;
    }

    private int endOr(int found, int length) {
        return found < 0 ? sql.length() : found + length;
    }

    private void quoted(char quote, boolean escapes) {
        at++;
        while (at < sql.length() && sql.charAt(at) != quote) {
            at += escapes && sql.charAt(at) == '\\' ? 2 : 1;
        }
        // A doubled one begins the rest as another text.
        at = Math.min(at + 1, sql.length());
    }

    private void comment() {
        int depth = 0;
        do {
            if (sql.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (sql.startsWith("*/", at)) {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0 && at < sql.length());
    }

    /** A text between tags such as {@code $$} or {@code $body$}. */
    private boolean dollars() {
        int end = at + 1;
        while (end < sql.length()
                && (Character.isLetterOrDigit(sql.charAt(end)) || sql.charAt(end) == '_')) {
            end++;
        }
        if (end >= sql.length()
                || sql.charAt(end) != '$'
                || Character.isDigit(sql.charAt(at + 1))) {
            return false;
        }
        String tag = sql.substring(at, end + 1);
        at = endOr(sql.indexOf(tag, end + 1), tag.length());
        return true;
    }
}
