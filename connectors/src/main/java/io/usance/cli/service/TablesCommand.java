package io.usance.cli.service;

import io.usance.engine.Migrations;
import io.usance.failure.InvalidInputException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints what makes or changes the tables, for an administrator. */
@Command(
        name = "tables",
        description = {
            "Prints the SQL that makes the tables in Postgres, or brings them up to date. An"
                    + " administrator runs it as their owner, in one go; with migrations: validate"
                    + " the service then needs no right to make tables."
        },
        mixinStandardHelpOptions = true)
public final class TablesCommand implements Runnable {
    @Option(
            names = "--schema",
            paramLabel = "NAME",
            defaultValue = "usance",
            description = "The schema they are in (default: ${DEFAULT-VALUE}).")
    private String schema;

    @Option(
            names = "--after",
            paramLabel = "VERSION",
            defaultValue = "0",
            description =
                    "The version it has, as the service says when it refuses it (default:"
                            + " ${DEFAULT-VALUE}, no tables yet).")
    private int after;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    TablesCommand() {}

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            out.print(Migrations.script(schema, after));
        } catch (IllegalArgumentException | InvalidInputException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        out.flush();
    }
}
