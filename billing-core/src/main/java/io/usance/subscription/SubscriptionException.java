package io.usance.subscription;

import io.usance.failure.RefusedException;

/** A subscription that cannot be, or a request to one that makes no sense; its message says why. */
public final class SubscriptionException extends RefusedException {
    private static final long serialVersionUID = 1L;

    SubscriptionException(String message) {
        super(message, null);
    }
}
