package io.usance.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a text of SQL, which may hold several statements, does to the transaction it is executed in:
 * it may begin or end one, and set, release and go back to savepoints.
 */
final class TransactionControl {
    private static final Set<String> ENDS = Set.of("commit", "end", "abort", "begin");

    /** What a statement may do to savepoints. */
    enum Kind {
        SET,
        RELEASE,
        ROLLBACK_TO
    }

    /**
     * A statement about a savepoint.
     *
     * @param name as Postgres knows it; null if that is not plain to see
     */
    record OfSavepoint(Kind kind, @Nullable String name) {}

    private final List<OfSavepoint> ofSavepoints = new ArrayList<>(0);
    private int statements;
    private boolean ends;

    private TransactionControl() {}

    static TransactionControl of(String sql) {
        TransactionControl control = new TransactionControl();
        SqlScanner scanner = new SqlScanner(sql);
        for (List<String> words = scanner.next(); words != null; words = scanner.next()) {
            control.add(words);
        }
        return control;
    }

    /** True if one of the statements begins or ends a transaction. */
    boolean ends() {
        return ends;
    }

    /** The statements about savepoints. */
    List<OfSavepoint> ofSavepoints() {
        return ofSavepoints;
    }

    /** True if one of the statements goes back to a savepoint. */
    boolean goesBack() {
        return ofSavepoints.stream().anyMatch(each -> each.kind() == Kind.ROLLBACK_TO);
    }

    /** The statement about a savepoint that is the whole text; null if there is none. */
    @Nullable OfSavepoint alone() {
        return statements == 1 && ofSavepoints.size() == 1 ? ofSavepoints.getFirst() : null;
    }

    private void add(List<String> words) {
        statements++;
        switch (words.getFirst()) {
            case "start", "prepare" -> ends |= isWord(words, 1, "transaction");
            case "savepoint" -> ofSavepoints.add(new OfSavepoint(Kind.SET, name(words, 1)));
            case "release" ->
                    ofSavepoints.add(
                            new OfSavepoint(Kind.RELEASE, name(words, afterSavepoint(words, 1))));
            case "rollback" -> {
                boolean filled = isWord(words, 1, "work") || isWord(words, 1, "transaction");
                int to = filled ? 2 : 1;
                if (isWord(words, to, "to")) {
                    ofSavepoints.add(
                            new OfSavepoint(
                                    Kind.ROLLBACK_TO, name(words, afterSavepoint(words, to + 1))));
                } else {
                    ends = true;
                }
            }
            default -> ends |= ENDS.contains(words.getFirst());
        }
    }

    private static boolean isWord(List<String> words, int at, String word) {
        return at < words.size() && words.get(at).equals(word);
    }

    /** That word may be left out, and may be a name as well. */
    private static int afterSavepoint(List<String> words, int at) {
        return isWord(words, at, "savepoint") && words.size() > at + 1 ? at + 1 : at;
    }

    /** The name that is the last word. */
    private static @Nullable String name(List<String> words, int at) {
        if (at != words.size() - 1) {
            return null;
        }
        String word = words.get(at);
        if (word.startsWith(SqlScanner.QUOTED)) {
            return word.substring(1);
        }
        // Beyond ASCII, which letters are made small depends on the server.
        boolean plain = word.chars().allMatch(c -> c < 128);
        return plain && !word.equals(SqlScanner.OTHER) ? word.toLowerCase(Locale.ROOT) : null;
    }
}
