package io.usance.money;

/**
 * Two amounts of different currencies met where only one currency makes sense. A bug, never an
 * input error.
 */
public final class CurrencyMismatchException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    CurrencyMismatchException(Object left, Object right) {
        super("cannot combine " + left + " with " + right);
    }
}
