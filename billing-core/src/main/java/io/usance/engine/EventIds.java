package io.usance.engine;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids of events: UUIDs of version 8 (RFC 9562), drawn once per process and counted from there. A
 * random one each would cost more than deciding a reading.
 */
final class EventIds {
    private static final long VERSION = 0x8000L;
    private static final long VERSION_MASK = 0xF000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long VARIANT_MASK = 0xC000_0000_0000_0000L;

    private static final long PROCESS = new SecureRandom().nextLong() & ~VERSION_MASK | VERSION;
    private static final AtomicLong COUNT = new AtomicLong(new SecureRandom().nextLong());

    private EventIds() {}

    static String next() {
        long count = COUNT.getAndIncrement() & ~VARIANT_MASK | VARIANT;
        return new UUID(PROCESS, count).toString();
    }
}
