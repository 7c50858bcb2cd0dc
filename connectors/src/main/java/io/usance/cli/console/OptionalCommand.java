package io.usance.cli.console;

/**
 * A command of a part that is not in every installation, found by {@link java.util.ServiceLoader}.
 * An implementation is a picocli command and has a public constructor without parameters.
 */
public interface OptionalCommand extends Runnable {}
