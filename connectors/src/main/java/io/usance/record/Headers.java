package io.usance.record;

import org.jspecify.annotations.Nullable;

/** Headers of a record, of whatever client delivers it. */
@FunctionalInterface
public interface Headers {
    /** No header at all. */
    Headers NONE = name -> null;

    /** Value of the last header with a name; null if there is none, or if it has no value. */
    byte @Nullable [] last(String name);
}
