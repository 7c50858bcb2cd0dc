package io.usance.store;

/** Ends a rehearsal. */
final class Rehearsed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Rehearsed() {
        super("rehearsed", null, false, false);
    }
}
