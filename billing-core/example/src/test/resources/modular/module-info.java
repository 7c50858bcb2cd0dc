module host {
    requires io.usance.billing.core;
    // Of the data source that the host has: it may lie in a directory of names.
    requires java.naming;
    requires org.postgresql.jdbc;
}
