package io.usance.metering;

/**
 * A finished rise of the level.
 *
 * @param no from 1 in the order of rises
 * @param startMs before this the level had not risen
 * @param endMs after this it rose no more
 * @param estimate what was delivered by the level: plateau after, minus plateau before, plus the
 *     draw meanwhile
 * @param uncertainty of {@code estimate}, expanded (k = 2)
 * @param status whether and how it has been counted
 * @param counted what has been counted for it so far
 */
record Refill(
        int no,
        long startMs,
        long endMs,
        long estimate,
        long uncertainty,
        Status status,
        long counted) {

    enum Status {
        /** Finished, not counted. */
        WAITING,
        /** Before metering began; the opening stock contains it. */
        PRIOR,
        ESTIMATED,
        WEIGHED
    }

    boolean isWaiting() {
        return status == Status.WAITING;
    }

    Refill counted(Status how, long quantity) {
        return new Refill(no, startMs, endMs, estimate, uncertainty, how, counted + quantity);
    }

    /** Distance in time of an instant from the rise; 0 within it. */
    long distanceMs(long atMs) {
        return Math.max(0, Math.max(startMs - atMs, atMs - endMs));
    }
}
