package io.usance.engine;

import io.usance.store.Schema;
import io.usance.store.SchemaName;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** How the engine's tables come up to date with this version. */
public enum Migrations {
    /** The engine makes and changes them when it is built, in one transaction. */
    APPLY {
        @Override
        SchemaName run(DataSource dataSource, @Nullable SchemaName named) {
            return Schema.migrate(dataSource, named);
        }
    },

    /**
     * An administrator has run the {@link #script}: the engine, whose role need not own anything,
     * only sees that they are.
     */
    VALIDATE {
        @Override
        SchemaName run(DataSource dataSource, @Nullable SchemaName named) {
            return Schema.validate(dataSource, named);
        }
    };

    abstract SchemaName run(DataSource dataSource, @Nullable SchemaName named);

    /**
     * SQL for an administrator, to be run in one go as the owner of the tables: it makes them, or
     * brings them up to date, and notes that in the history beside them. It grants no rights.
     *
     * @param schema as of {@link EngineBuilder#schema}
     * @param after the version that the schema has; 0 if it has no tables of the engine yet
     * @throws io.usance.failure.InvalidInputException if there can be no schema of that name
     * @throws IllegalArgumentException if there is no such version
     */
    public static String script(String schema, int after) {
        SchemaName name = EngineBuilder.named(schema, "script.schema");
        return Schema.script(name, after);
    }
}
