package io.usance.store;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Remembers of many streams the last event that this instance has committed, so that the log need
 * not be asked for it at the next append. Thread-safe.
 *
 * <p>Nothing above the store has a part in it, and no event is ever deleted: what is remembered is
 * stored. A stream has one place, by its hash, and may lose it to another; then the log is asked.
 * What is kept is a hash of stream and number, 64 bits of it, in {@value #PLACES} places of 8
 * bytes: the chance that another event is taken for the one remembered is 2⁻⁶⁴ each time.
 */
final class KnownHeads {
    private static final int PLACES = 1 << 20;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final AtomicLongArray places = new AtomicLongArray(PLACES);

    /**
     * True if this event is known to be stored.
     *
     * @param hash of its stream
     */
    boolean contains(long hash, long sequence) {
        return places.getOpaque(place(hash)) == mixed(hash, sequence);
    }

    /** The last event of a stream, committed just now. */
    void put(long hash, long sequence) {
        places.setOpaque(place(hash), mixed(hash, sequence));
    }

    private static int place(long hash) {
        return (int) ((hash ^ hash >>> 32) & (PLACES - 1));
    }

    /** Of a stream: FNV-1a of its id's characters. */
    static long hash(String streamId) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < streamId.length(); i++) {
            hash = (hash ^ streamId.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }

    /** The finalizer of SplitMix64; never zero, which is an empty place. */
    private static long mixed(long hash, long sequence) {
        long z = hash + (sequence + 1) * 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        z ^= z >>> 31;
        return z == 0 ? 1 : z;
    }
}
