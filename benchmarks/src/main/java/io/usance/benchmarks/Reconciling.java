package io.usance.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.embedded.EmbeddedDatabase;
import io.usance.engine.BillingEngine;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.Tariff;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.reconciliation.PeriodMatch;
import io.usance.reconciliation.PeriodMatching;
import io.usance.report.ReportFiles;
import io.usance.report.kinds.StandardSections;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Currency;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/**
 * Reconciles one period with a million settlements, beside a sequential {@code COPY ... TO} of the
 * same rows. A second round with a tenth of them shows what grows with the rows. Run it with a
 * small heap: it must suffice for both.
 */
final class Reconciling {
    private static final Instant START = Instant.parse("2026-02-28T23:00:00Z");
    private static final String PERIOD = "2026-03-01/2026-04-01";
    private static final int ROUNDS = 5;
    private static final int BATCH = 10_000;

    private static final String ROWS =
            """
            insert into usance.settlement (settlement_id, position, contract_id, settlement_no, meter_id, period_id,
                quantity_milli, dimension, amount_minor, currency, payer, payee, purpose, commanded_at)
            select 'c-%1$d/' || n, %2$d + n, 'c-%1$d', n, 's-%1$d', '2026-03-01/2026-04-01', 1000 + n %% 977,
                'MASS', 121750 + n %% 9973, 'EUR', 'plant', 'supplier', 'CONSUMPTION',
                timestamptz '2026-03-01' + n * interval '2 seconds'
            from generate_series(1, %3$d) n
            """;
    private static final String PERIODS =
            """
            insert into usance.contract_period (contract_id, period_id, dimension, currency, quantity_milli,
                amount_minor, exact_amount, settlements, settled_minor, true_up_minor, state)
            select contract_id, period_id, 'MASS', 'EUR', sum(quantity_milli), sum(amount_minor),
                sum(amount_minor) / 100.0, count(*), sum(amount_minor), 0, 'SETTLED'
            from usance.settlement group by 1, 2
            """;

    private Reconciling() {}

    public static void main(String[] arguments) throws Exception {
        Path out = Files.createTempDirectory("usance-reconciling");
        try (EmbeddedDatabase server = EmbeddedDatabase.temporary().start()) {
            server.createDatabase("b");
            HikariConfig settings = new HikariConfig();
            settings.setJdbcUrl(server.jdbcUrl("b"));
            settings.setMaximumPoolSize(2);
            try (HikariDataSource pool = new HikariDataSource(settings)) {
                run(pool, out);
            }
        } finally {
            try (Stream<Path> tree = Files.walk(out)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static void run(HikariDataSource pool, Path out) throws Exception {
        BillingEngine engine = BillingEngine.builder(pool).build();
        int[] sizes = {100_000, 1_000_000};
        long from = 0;
        for (int i = 0; i < sizes.length; i++) {
            contract(engine, i);
            execute(pool, ROWS.formatted(i, from, sizes[i]));
            from += sizes[i];
        }
        engine.catchUp();
        execute(pool, PERIODS);
        // Two thirds are paid, so that ages have to be found.
        execute(
                pool,
                "update usance.contract c set commanded_minor = p.settled_minor, paid_minor = p.settled_minor * 2 / 3"
                        + " from usance.contract_period p where p.contract_id = c.contract_id");
        execute(
                pool,
                "insert into usance.batch (batch_no, after_position, up_to_position, count, root, state)"
                        + " select n, (n - 1) * %1$d, n * %1$d, %1$d, '0x' || repeat('ab', 32),"
                                .formatted(BATCH)
                        + " case when n <= %1$d - 3 then 'CONFIRMED' else 'SEALED' end from generate_series(1, %1$d) n"
                                .formatted(from / BATCH));
        execute(pool, "vacuum analyze");
        System.out.printf(
                "heap of at most %d MiB, median of %d rounds%n",
                Runtime.getRuntime().maxMemory() >> 20, ROUNDS);
        for (int i = 0; i < sizes.length; i++) {
            round(engine, pool, i, sizes[i], out.resolve("report-" + i));
        }
    }

    private static void round(
            BillingEngine engine, HikariDataSource pool, int no, int rows, Path out)
            throws Exception {
        double[] copy = new double[ROUNDS];
        double[] match = new double[ROUNDS];
        double[] report = new double[ROUNDS];
        for (int i = -1; i < ROUNDS; i++) {
            double copied = timed(() -> copy(pool, no, rows));
            double matched = timed(() -> match(engine, no, rows));
            double written =
                    timed(() ->
                            new ReportFiles(engine, StandardSections.all(), Clock.systemUTC())
                                    .write("c-" + no, PERIOD, false, null, out));
            if (i >= 0) {
                copy[i] = copied;
                match[i] = matched;
                report[i] = written;
            }
        }
        System.out.printf(
                "%,d settlements: COPY TO %.2f s; matched in %.2f s, %.2f of it; report with all of them in a file %.2f s, %.2f of it%n",
                rows,
                median(copy),
                median(match),
                median(match) / median(copy),
                median(report),
                median(report) / median(copy));
    }

    private interface Work {
        Object run() throws Exception;
    }

    private static double timed(Work work) throws Exception {
        long startedNs = System.nanoTime();
        work.run();
        return (System.nanoTime() - startedNs) / 1e9;
    }

    private static double median(double[] seconds) {
        Arrays.sort(seconds);
        return seconds[seconds.length / 2];
    }

    private static Long copy(HikariDataSource pool, int no, int rows)
            throws SQLException, IOException {
        try (Connection connection = pool.getConnection();
                OutputStream nowhere = OutputStream.nullOutputStream()) {
            long copied =
                    connection
                            .unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyOut(
                                    "copy (select * from usance.settlement where contract_id = 'c-%d') to stdout"
                                            .formatted(no),
                                    nowhere);
            if (copied != rows) {
                throw new IllegalStateException(copied + " rows copied, not " + rows);
            }
            return copied;
        }
    }

    private static PeriodMatch match(BillingEngine engine, int no, int rows) {
        PeriodMatch match =
                new PeriodMatching(engine.internals().transactions())
                        .match("c-" + no, PERIOD)
                        .orElseThrow();
        boolean right =
                match.settled().sum().count() == rows
                        && match.settled().grossMinor() == match.settled().commandedMinor();
        if (!right) {
            throw new IllegalStateException("not matched: " + match);
        }
        return match;
    }

    private static void execute(HikariDataSource pool, String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void contract(BillingEngine engine, int no) {
        Quantity small = new Quantity(1_000, Dimension.MASS);
        engine.handle(
                new RegisterSilo(
                        new SiloSpec(
                                "s-" + no,
                                "PVC",
                                new Quantity(60_000_000, Dimension.MASS),
                                null,
                                new SensorSpec("sensor", small, small, 0),
                                small),
                        START));
        engine.signContract(
                ContractTerms.builder("c-" + no)
                        .supplier(new Party("s", "Supplier", "supplier"))
                        .customer(new Party("p", "Plant", "plant"))
                        .material("PVC")
                        .meters("s-" + no)
                        .currency(Currency.getInstance("EUR"))
                        .calendar(new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH))
                        .tariff(
                                new Tariff.PerUnit(
                                        new BigDecimal("1217.5030"), UnitOfMeasure.TONNE))
                        .meteringFrom(START)
                        .build(),
                START);
    }
}
