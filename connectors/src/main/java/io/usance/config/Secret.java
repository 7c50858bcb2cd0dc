package io.usance.config;

import io.usance.watch.Secrets;

/** A value that is never shown: not in logs, not in errors, not by {@code toString}. */
public final class Secret {
    private final String value;

    Secret(String value) {
        this.value = value;
        Secrets.keep(value);
    }

    /** The value itself, for the one call that needs it. */
    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "***";
    }
}
