package io.usance.subscription;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.contract.ContractEvent.CreditLimitNear;
import io.usance.engine.BillingEngine;
import io.usance.engine.form.EventForms;
import io.usance.money.Money;
import io.usance.settlement.BatchEvent.BatchConfirmed;
import io.usance.store.PostgresEventStorageEngine;
import io.usance.store.TestDatabase;
import io.usance.store.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.axonframework.eventhandling.GenericDomainEventMessage;

/** A host with a table of its own, in the database of an engine whose log it can write itself. */
final class Host implements AutoCloseable {
    private static final Currency EUR = Currency.getInstance("EUR");

    final HikariDataSource dataSource;
    final BillingEngine engine;

    /** Contracts whose events its handler cannot handle. */
    final Set<String> poisoned = ConcurrentHashMap.newKeySet();

    private final Transactions transactions;
    private final PostgresEventStorageEngine log;
    private final Map<String, Long> sequences = new HashMap<>();

    Host() {
        this(TestDatabase.empty());
        // No key: a booking that comes twice is seen.
        execute(
                "create table booking (no bigserial, position bigint, contract text, minor bigint)");
    }

    private Host(HikariDataSource dataSource) {
        this.dataSource = dataSource;
        engine = BillingEngine.builder(dataSource).build();
        transactions = new Transactions(dataSource);
        log = new PostgresEventStorageEngine(transactions, new EventForms());
    }

    /** A booking in the host's table. */
    record Booking(long position, String contract, long minor) {}

    BillingEngine anotherEngine() {
        return BillingEngine.builder(dataSource).build();
    }

    /** Records an event of each of these contracts; what it says rises by one each time. */
    void record(String... contractIds) {
        List<GenericDomainEventMessage<?>> events = new ArrayList<>();
        for (String contractId : contractIds) {
            long sequence = next("contract/" + contractId);
            Money amount = new Money(sequence + 1, EUR);
            events.add(
                    new GenericDomainEventMessage<>(
                            "SupplyContract",
                            "contract/" + contractId,
                            sequence,
                            new CreditLimitNear(contractId, amount, amount)));
        }
        append(events);
    }

    /** Records an event that belongs to no contract. */
    void recordBatch(long batchNo) {
        append(
                List.of(
                        new GenericDomainEventMessage<>(
                                "Batch",
                                "batch/" + batchNo,
                                next("batch/" + batchNo),
                                new BatchConfirmed(batchNo, 1))));
    }

    private void append(List<GenericDomainEventMessage<?>> events) {
        transactions.run(() -> log.appendEvents(events));
    }

    private long next(String streamId) {
        return sequences.merge(streamId, 0L, (known, one) -> known + 1);
    }

    /** Of an engine of this host's, with pauses as short as can be. */
    SubscriptionBuilder orders(BillingEngine of) {
        return of.subscribe("erp-orders")
                .backOff(java.time.Duration.ofMillis(1), java.time.Duration.ofMillis(1));
    }

    Subscription booking() {
        return orders(engine).on(CreditLimitNear.class, this::book).build();
    }

    /** Writes a booking; then fails if the contract is poisoned. */
    void book(CreditLimitNear event, Delivery delivery) throws SQLException {
        insert(delivery.connection(), delivery.position(), event);
        if (poisoned.contains(event.contractId())) {
            throw new IllegalStateException("no account for " + event.contractId());
        }
    }

    static void insert(Connection connection, long position, CreditLimitNear event)
            throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "insert into booking (position, contract, minor) values (?, ?, ?)")) {
            insert.setLong(1, position);
            insert.setString(2, event.contractId());
            insert.setLong(3, event.outstanding().amountMinor());
            insert.execute();
        }
    }

    /** In the order they were made. */
    List<Booking> bookings() {
        return transactions.read(sql ->
                sql.fetch("select position, contract, minor from booking order by no")
                        .map(row ->
                                new Booking(
                                        row.get(0, long.class),
                                        row.get(1, String.class),
                                        row.get(2, long.class))));
    }

    List<Long> bookedPositions() {
        return bookings().stream().map(Booking::position).toList();
    }

    /** Amounts booked of a contract, in the order they were booked. */
    List<Long> bookedOf(String contractId) {
        return bookings().stream()
                .filter(booking -> booking.contract().equals(contractId))
                .map(Booking::minor)
                .toList();
    }

    void execute(String sql) {
        transactions.read(jooq -> jooq.execute(sql));
    }

    long count(String sql) {
        return transactions.read(jooq -> jooq.fetchSingle(sql).get(0, long.class));
    }

    DataSource dataSource() {
        return dataSource;
    }

    /** Steps until nothing is left to do at once. */
    static void drain(Subscription subscription) {
        while (subscription.step() == Step.HANDLED) {
            // as long as it goes on
        }
    }

    @Override
    public void close() {
        dataSource.close();
    }
}
