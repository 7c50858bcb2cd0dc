package io.usance.service;

import io.usance.engine.BillingEngine;
import io.usance.store.Lease;
import io.usance.store.PositionMovedException;
import io.usance.store.StaleStateException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stages that only one of several instances can usefully do at a time, and which instance that is.
 *
 * <p>Two that charge make each other's contracts in memory stale, so that most of their work is
 * refused and done again; two that anchor pay a fee for a transaction that is reverted. As with
 * every {@link Lease}, correctness does not rest on it. Thread-safe.
 */
final class Leadership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

    /** An answer of the database is believed for so long. */
    private static final Duration BELIEVED = Duration.ofMillis(200);

    private final BillingEngine engine;
    private final String name;
    private final Lease lease;
    private boolean held;
    private long askedNs = System.nanoTime() - BELIEVED.toNanos();

    Leadership(BillingEngine engine, String name) {
        this.engine = engine;
        this.name = name;
        this.lease = engine.internals().transactions().lease(name);
    }

    /** A step that does nothing while another instance leads. */
    BooleanSupplier alone(BooleanSupplier step) {
        return () -> {
            if (!held()) {
                return false;
            }
            try {
                return step.getAsBoolean();
            } catch (PositionMovedException | StaleStateException e) {
                // Another instance was faster once; that says nothing about which should go on.
                throw e;
            } catch (RuntimeException e) {
                // What is unavailable from here may be in reach of another instance.
                close();
                throw e;
            }
        };
    }

    private synchronized boolean held() {
        if (System.nanoTime() - askedNs < BELIEVED.toNanos()) {
            return held;
        }
        boolean before = held;
        held = false;
        held = lease.held();
        askedNs = System.nanoTime();
        if (held && !before) {
            // Others may have written to what this instance has in memory.
            engine.internals().evictCached();
            LOG.info("this instance has acquired leadership of {}", name);
        }
        return held;
    }

    /** Gives it up; it may be taken again. */
    @Override
    public synchronized void close() {
        held = false;
        askedNs = System.nanoTime();
        lease.close();
    }
}
