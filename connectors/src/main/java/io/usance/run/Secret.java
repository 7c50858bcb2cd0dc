package io.usance.run;

/** A value that is never shown: not in logs, not in errors, not by {@code toString}. */
public final class Secret {
    private final String value;

    Secret(String value) {
        this.value = value;
    }

    /** The value itself, for the one call that needs it. */
    String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "***";
    }
}
