package io.usance.store;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings a database to the schema this version needs. */
public final class Schema {
    private Schema() {}

    /**
     * Applies the migrations that are missing. Safe to call from several instances at once.
     *
     * @throws StoreUnavailableException if the database cannot be reached
     * @throws org.flywaydb.core.api.FlywayException if the database is newer than this version or
     *     was changed by hand
     */
    public static void migrate(DataSource dataSource) {
        try {
            dataSource.getConnection().close();
        } catch (SQLException e) {
            throw new StoreUnavailableException(e);
        }
        Flyway.configure(Schema.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:io/usance/store/migration")
                .loggers(FlywayLog.class.getName())
                .table("usance_schema_history")
                .load()
                .migrate();
    }
}
