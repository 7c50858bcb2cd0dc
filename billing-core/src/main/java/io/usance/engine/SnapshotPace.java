package io.usance.engine;

/**
 * After how many events of a stream a snapshot is due.
 *
 * <p>Streams that began together and grow together would all need one at the same moment, and a
 * second of snapshots is a second in which nothing is paid. So each stream's first comes at a place
 * of its own, and the next ones keep that distance.
 *
 * @param events between two snapshots of a stream, at least 1
 */
record SnapshotPace(int events) {
    /** Events from the beginning of a stream up to its first snapshot. */
    int first(String streamId) {
        return events - Math.floorMod(streamId.hashCode(), Math.max(1, events / 2));
    }

    /**
     * True if a stream needs a snapshot.
     *
     * @param sequence of its last event
     * @param snapshotSequence of the last event in its newest snapshot; -1 if there is none
     */
    boolean isDue(String streamId, long sequence, long snapshotSequence) {
        return sequence - snapshotSequence >= (snapshotSequence < 0 ? first(streamId) : events);
    }
}
