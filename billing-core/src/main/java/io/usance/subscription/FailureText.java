package io.usance.subscription;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** What a failure says, in a form that a database stores whatever is in it. */
final class FailureText {
    /** Characters that are kept. */
    static final int LENGTH_MAX = 2_000;

    private FailureText() {}

    /** The failure and its causes, each in its own words. */
    static String of(Throwable failure) {
        StringBuilder text = new StringBuilder();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable each = failure;
                each != null && seen.add(each) && text.length() < LENGTH_MAX;
                each = each.getCause()) {
            String said = String.valueOf(each);
            if (text.indexOf(said) < 0) {
                text.append(text.isEmpty() ? "" : "; because of ").append(said);
            }
        }
        return storable(text);
    }

    private static String storable(CharSequence text) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), LENGTH_MAX));
        text.codePoints()
                .limit(LENGTH_MAX)
                .map(c -> isStorable(c) ? c : ' ')
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static boolean isStorable(int codePoint) {
        return codePoint == '\n'
                || !(Character.isISOControl(codePoint)
                        || Character.getType(codePoint) == Character.SURROGATE);
    }
}
