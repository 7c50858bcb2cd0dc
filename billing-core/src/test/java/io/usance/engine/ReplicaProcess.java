package io.usance.engine;

import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.subscription.Delivery;
import io.usance.subscription.StepRunner;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** A replica as a process of its own, to be killed: it meters, charges and books settlements. */
final class ReplicaProcess {
    static final int THREADS = 4;

    private ReplicaProcess() {}

    /**
     * Runs until it is killed, and prints a line for each settlement before it is committed. Ends
     * with the first failure that reaches it.
     *
     * @param arguments a JDBC URL and a seed
     */
    public static void main(String[] arguments) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(arguments[0]);
        Replica replica = new Replica(dataSource, ReplicaProcess::book);
        Thread.ofPlatform().start(replica.stages);
        Thread.ofPlatform().start(new StepRunner(replica.settlements));
        for (int i = 0; i < THREADS; i++) {
            long seed = Long.parseLong(arguments[1]) + i;
            Thread.ofPlatform().start(() -> send(replica, seed));
        }
    }

    @SuppressWarnings("CatchAndPrintStackTrace") // a process has no one else to tell
    private static void send(Replica replica, long seed) {
        try {
            replica.send(seed, () -> true);
        } catch (SQLException | RuntimeException | AssertionError e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    private static void book(SettlementCommanded event, Delivery delivery) throws Exception {
        Replica.insert(event, delivery);
        System.out.println(delivery.position());
        Thread.sleep(5);
    }
}
