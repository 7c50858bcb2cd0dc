package io.usance.cli.console;

/**
 * A command cannot do what was asked. Its message is printed to stderr and the exit code is 1.
 *
 * <p>Throw it for what a user can understand and change (a file that is missing, a broker that is
 * unavailable). Anything else that a command throws is reported as an internal error.
 */
public final class CliFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message one plain line: what is wrong, with both values, and what to do
     */
    public CliFailure(String message) {
        super(message);
    }

    /**
     * @param message one plain line: what is wrong, with both values, and what to do
     * @param cause shown only with USANCE_DEBUG=1
     */
    public CliFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
