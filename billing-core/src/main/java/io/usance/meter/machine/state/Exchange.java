package io.usance.meter.machine.state;

/**
 * A register goes on from another value.
 *
 * @param atMs when
 * @param last counts reached
 * @param first counts it goes on from
 */
record Exchange(String register, long atMs, long last, long first) {

    /** Announced ahead for one machine. */
    static final int ANNOUNCED_MAX = 32;

    /** Says something else of the same event: the one that was announced later holds. */
    boolean corrects(Exchange other) {
        return register.equals(other.register()) && atMs == other.atMs();
    }
}
