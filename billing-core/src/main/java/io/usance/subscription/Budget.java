package io.usance.subscription;

import java.time.Duration;

/** How much a transaction may still handle. */
final class Budget {
    private final long began = System.nanoTime();
    private final long maxNs;
    private int eventsLeft;

    Budget(int eventsMax, Duration max) {
        this.eventsLeft = eventsMax;
        this.maxNs = max.toNanos();
    }

    void use() {
        eventsLeft--;
    }

    boolean isUsedUp() {
        return eventsLeft <= 0 || System.nanoTime() - began > maxNs;
    }
}
