package io.usance.store;

import io.usance.failure.ConflictException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Another thread of this engine keeps a meter or contract that this transaction needs: it waits for
 * this one, or has not ended for too long. Nothing of this one is written. It says nothing about
 * what was asked for: handle it again.
 */
public final class StreamLockedException extends ConflictException {
    private static final long serialVersionUID = 1L;

    private StreamLockedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    static StreamLockedException deadlock(String words) {
        return new StreamLockedException(
                words
                        + " is held by another transaction, which waits for this one; nothing of"
                        + " this one is written. Roll it back and run it again; transactions that"
                        + " touch rows and meters in the same order never meet like this",
                null);
    }

    static StreamLockedException late(String words, Duration waited) {
        return new StreamLockedException(
                "%s has been held by another transaction for more than %s; nothing of this one is written. Roll it back and run it again, and see what keeps the other open"
                        .formatted(words, text(waited)),
                null);
    }

    static StreamLockedException interrupted(String words, InterruptedException cause) {
        return new StreamLockedException(
                "this thread was interrupted before it had %s to itself; nothing of the call is recorded"
                        .formatted(words),
                cause);
    }

    private static String text(Duration duration) {
        return duration.toMillisPart() == 0
                ? duration.toSeconds() + " s"
                : duration.toMillis() + " ms";
    }
}
