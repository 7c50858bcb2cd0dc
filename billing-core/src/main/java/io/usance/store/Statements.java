package io.usance.store;

import java.sql.Connection;
import org.jooq.DSLContext;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;

/** Statements through jOOQ, on the tables of one schema. */
record Statements(SchemaName schema) {
    private static final Settings SETTINGS = QuietJooq.settings();

    DSLContext on(Connection connection) {
        return schema.isAsWritten()
                ? DSL.using(connection, SQLDialect.POSTGRES, SETTINGS)
                : DSL.using(
                        new DefaultConfiguration()
                                .set(connection)
                                .set(SQLDialect.POSTGRES)
                                .set(SETTINGS)
                                .set(ExecuteListener.onRenderEnd(this::rewrite)));
    }

    private void rewrite(ExecuteContext statement) {
        String sql = statement.sql();
        if (sql != null) {
            statement.sql(schema.rewritten(sql));
        }
    }
}
