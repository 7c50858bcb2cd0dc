package io.usance.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * What a command line printed and how it ended.
 *
 * @param out stdout
 * @param err stderr
 */
public record CliRun(int exitCode, String out, String err) {

    public static CliRun of(String... arguments) {
        return of(false, arguments);
    }

    public static CliRun of(boolean debug, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.run(new PrintWriter(out), new PrintWriter(err), debug, arguments);
        return new CliRun(exitCode, out.toString(), err.toString());
    }
}
