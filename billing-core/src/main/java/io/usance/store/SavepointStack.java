package io.usance.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The savepoints of a transaction as Postgres keeps them: the last set first, a name may be set
 * more than once, and going back to one drops those set after it. Not thread-safe.
 */
final class SavepointStack {
    private final List<Point> points = new ArrayList<>();

    /** Which may have been set, or released, where it was not seen. */
    private final Set<@Nullable String> unsure = new HashSet<>();

    /**
     * @param name by which SQL knows it; null if by none
     * @param savepoint what stands for it
     */
    private record Point(@Nullable String name, Object savepoint) {}

    void set(@Nullable String name, Object savepoint) {
        points.add(new Point(name, savepoint));
    }

    /**
     * A text that is executed later, or with others, may set or release this.
     *
     * @param name null if it cannot be known which
     */
    void isUnsure(@Nullable String name) {
        unsure.add(name);
    }

    /** What stands for the savepoint that has this name now; null if that is not known. */
    @Nullable Object named(String name) {
        if (unsure.contains(name) || unsure.contains(null)) {
            return null;
        }
        int at = lastOf(name);
        return at < 0 ? null : points.get(at).savepoint();
    }

    void wentBackTo(Object savepoint) {
        dropFrom(indexOf(savepoint) + 1);
    }

    void released(Object savepoint) {
        int at = indexOf(savepoint);
        if (at >= 0) {
            dropFrom(at);
        }
    }

    void releasedNamed(@Nullable String name) {
        int at = name == null ? -1 : lastOf(name);
        if (at >= 0) {
            dropFrom(at);
        }
    }

    private void dropFrom(int at) {
        points.subList(at, points.size()).clear();
    }

    private int lastOf(String name) {
        for (int i = points.size() - 1; i >= 0; i--) {
            if (name.equals(points.get(i).name())) {
                return i;
            }
        }
        return -1;
    }

    /** Minus one for one that was never seen: it may be older than all. */
    @SuppressWarnings("ReferenceEquality") // identity is what is asked for
    private int indexOf(Object savepoint) {
        for (int i = points.size() - 1; i >= 0; i--) {
            if (points.get(i).savepoint() == savepoint) {
                return i;
            }
        }
        return -1;
    }
}
