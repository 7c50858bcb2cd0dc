package io.usance.file;

import java.util.List;

/**
 * A configuration that cannot be run, with everything that is wrong with it. Nothing has been
 * started.
 */
public final class InvalidConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    public InvalidConfigException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** All problems, each one plain line that starts with the path of the setting. */
    public List<String> problems() {
        return problems;
    }
}
