package io.usance.subscription;

import io.usance.contract.ContractEvent.CreditLimitNear;
import io.usance.engine.BillingEngine;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/** A host as a process of its own, to be killed while it handles. */
final class BookingProcess {
    /** The contract it cannot handle. */
    static final String POISONED = "c-0";

    /** Attempts of an event; more than there are kills. */
    static final int ATTEMPTS_MAX = 60;

    private BookingProcess() {}

    /**
     * Handles until it is killed, and prints a line for each event before it is committed.
     *
     * @param arguments a JDBC URL
     */
    public static void main(String[] arguments) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(arguments[0]);
        Subscription subscription =
                BillingEngine.builder(dataSource)
                        .build()
                        .subscribe("erp-orders")
                        .on(CreditLimitNear.class, BookingProcess::book)
                        .attemptsMax(ATTEMPTS_MAX)
                        .backOff(Duration.ofMillis(200), Duration.ofMillis(200))
                        .build();
        new StepRunner(subscription).run();
    }

    private static void book(CreditLimitNear event, Delivery delivery) throws Exception {
        Host.insert(delivery.connection(), delivery.position(), event);
        if (event.contractId().equals(POISONED)) {
            throw new IllegalStateException("no account");
        }
        System.out.println(delivery.position());
        Thread.sleep(5);
    }
}
