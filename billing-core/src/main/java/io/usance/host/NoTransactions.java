package io.usance.host;

import java.sql.Connection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** There is never a transaction. */
enum NoTransactions implements HostTransactions {
    INSTANCE;

    @Override
    public @Nullable Connection connection() {
        return null;
    }

    @Override
    public void beforeCommit(Runnable action) {
        throw new IllegalStateException("no transaction is running in this thread");
    }

    @Override
    public void afterCompletion(Consumer<Outcome> action) {
        throw new IllegalStateException("no transaction is running in this thread");
    }
}
