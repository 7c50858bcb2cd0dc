package io.usance.csv;

import java.nio.file.Path;

/** A file as a whole cannot be taken; a bad row in it would only be counted. */
public final class RefusedFileException extends Exception {
    private static final long serialVersionUID = 1L;

    public RefusedFileException(Path file, String what) {
        super(file + " " + what);
    }

    public RefusedFileException(Path file, String what, Throwable cause) {
        super(file + " " + what, cause);
    }
}
