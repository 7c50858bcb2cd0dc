package io.usance.engine;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import org.postgresql.ds.PGSimpleDataSource;

/** A host as a process of its own, to be killed while its threads commit and roll back. */
final class HostProcess {
    static final int SILOS = 8;

    private HostProcess() {}

    /**
     * Runs until it is killed: each thread sends the readings of a silo of its own, a third of them
     * in transactions that are rolled back, and prints a line after each.
     *
     * @param arguments a JDBC URL and a seed
     */
    public static void main(String[] arguments) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(arguments[0]);
        HostPlant plant = new HostPlant(dataSource, 10);
        for (int i = 0; i < SILOS; i++) {
            String siloId = "silo-" + i;
            Random random = new Random(Long.parseLong(arguments[1]) + i);
            new Thread(() -> send(plant, siloId, random)).start();
        }
    }

    private static void send(HostPlant plant, String siloId, Random random) {
        try {
            long next = next(plant, siloId);
            while (true) {
                long no = next;
                boolean commits = random.nextInt(3) > 0;
                plant.transaction((transaction, connection) -> {
                    HostPlant.insert(connection, siloId, no);
                    plant.read(siloId, no);
                    if (commits) {
                        transaction.commit();
                    }
                });
                System.out.println(siloId + " " + no);
                next = commits ? no + 1 : no;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long next(HostPlant plant, String siloId) throws SQLException {
        try (Connection connection = plant.dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet last =
                        statement.executeQuery(
                                "select coalesce(max(no), -1) from delivery where silo = '"
                                        + siloId
                                        + "'")) {
            last.next();
            return last.getLong(1) + 1;
        }
    }
}
