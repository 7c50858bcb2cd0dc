package io.usance.watch;

import java.util.Locale;

/** How a role is doing; the ordinal is what {@link Measure#ROLE_STATE} shows. */
public enum RoleState {
    /** Stopped, or given up. */
    ENDED,
    /** Its last step failed; it is tried again. */
    FAILING,
    WORKS;

    /** For people. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
