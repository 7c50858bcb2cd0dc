package io.usance.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the statements of a text of SQL as Postgres' lexer does: what is in comments and literals
 * is no statement. Of each it keeps the first words, which is enough to see what ends a
 * transaction.
 */
final class SqlScanner {
    /** Before a name that was in quotes. */
    static final String QUOTED = "\"";

    /** Stands for what is no word: a number, an operator, a literal. */
    static final String OTHER = "?";

    /** One more than the longest statement of interest has: rollback work to savepoint a. */
    private static final int WORDS_MAX = 6;

    private final String sql;
    private int at;
    private List<String> words = new ArrayList<>();
    private String last = "";

    /** How many ends are needed until the body of an SQL function is over; its statements are. */
    private int body;

    SqlScanner(String sql) {
        this.sql = sql;
    }

    /**
     * The first words of the next statement, in small letters, a name in quotes as {@link #QUOTED}
     * and the name; null if there is none.
     */
    @Nullable List<String> next() {
        words = new ArrayList<>();
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == ';' && body == 0) {
                at++;
                if (!words.isEmpty()) {
                    return words;
                }
            } else if (Character.isLetter(c) || c == '_') {
                word();
            } else if (!skipped(c)) {
                if (!Character.isWhitespace(c)) {
                    add(OTHER);
                }
                at++;
            }
        }
        return words.isEmpty() ? null : words;
    }

    private void add(String word) {
        if (words.size() < WORDS_MAX) {
            words.add(word);
        }
    }

    private void word() {
        int from = at;
        while (at < sql.length() && isOfWord(sql.charAt(at))) {
            at++;
        }
        String word = sql.substring(from, at).toLowerCase(Locale.ROOT);
        if (at < sql.length() && sql.charAt(at) == '\'' && word.equals("e")) {
            quoted('\'', true);
        }
        inBody(word);
        add(word);
        last = word;
    }

    /** A function's body begins with two words, and what ends in it has begun in it. */
    private void inBody(String word) {
        if (body == 0) {
            body = word.equals("atomic") && last.equals("begin") ? 1 : 0;
        } else if (!last.equals("as")) {
            body += word.equals("case") ? 1 : word.equals("end") ? -1 : 0;
        }
    }

    private static boolean isOfWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$';
    }

    /** Skips what is no statement: texts, names in quotes, comments. False if there is none. */
    private boolean skipped(char c) {
        if (c == '\'') {
            quoted(c, false);
            add(OTHER);
        } else if (c == '"') {
            int from = at + 1;
            quoted(c, false);
            add(QUOTED + sql.substring(from, Math.max(from, at - 1)));
        } else if (sql.startsWith("--", at)) {
            line();
        } else if (sql.startsWith("/*", at)) {
            comment();
        } else if (c == '$' && dollars()) {
            add(OTHER);
        } else {
            return false;
        }
        return true;
    }

    private void quoted(char quote, boolean escapes) {
        at++;
        while (at < sql.length() && sql.charAt(at) != quote) {
            at += escapes && sql.charAt(at) == '\\' ? 2 : 1;
        }
        // A doubled one begins the rest as another text.
        at = Math.min(at + 1, sql.length());
    }

    private void line() {
        while (at < sql.length() && sql.charAt(at) != '\n' && sql.charAt(at) != '\r') {
            at++;
        }
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
        int close = sql.indexOf(tag, end + 1);
        at = close < 0 ? sql.length() : close + tag.length();
        return true;
    }
}
