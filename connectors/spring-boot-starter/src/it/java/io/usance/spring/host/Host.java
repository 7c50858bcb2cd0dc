package io.usance.spring.host;

import io.usance.engine.BillingEngine;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A program with a table and transactions of its own, and an engine that takes part in them. */
interface Host extends AutoCloseable {
    BillingEngine engine();

    DataSource dataSource();

    /** Runs work in a transaction that ends so. */
    void transaction(Ending ending, Work work) throws SQLException;

    @Override
    void close();

    /** What a host does in a transaction. */
    interface Work {
        void with(Rows rows) throws SQLException;
    }

    /** The host's table. */
    interface Rows {
        void insert(String id) throws SQLException;
    }
}
