package io.usance.cli.console;

import io.usance.failure.UsanceException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/**
 * How errors are told: one plain line on stderr; the stack trace only with {@code USANCE_DEBUG=1}.
 */
public record CliErrors(boolean debug) {

    public static final int FAILED = 1;
    static final int WRONG_USAGE = 2;

    /** A result was printed, but a person must look at it. */
    public static final int EXCEPTIONS = 3;

    public void installInto(CommandLine commands) {
        commands.registerConverter(long.class, CliErrors::whole);
        commands.registerConverter(Long.class, CliErrors::whole);
        commands.registerConverter(int.class, CliErrors::small);
        commands.registerConverter(double.class, CliErrors::decimal);
        commands.setParameterExceptionHandler((e, args) -> wrongUsage(e));
        commands.setExecutionExceptionHandler(this::failed);
    }

    private static long whole(String text) {
        if (!text.strip().matches("[-+]?[0-9]{1,18}")) {
            throw new TypeConversionException(
                    "'" + text + "' is not a whole number of at most 18 digits");
        }
        return Long.parseLong(text.strip());
    }

    private static int small(String text) {
        long value = whole(text);
        if (value != (int) value) {
            throw new TypeConversionException("'" + text + "' is not within 32 bits");
        }
        return (int) value;
    }

    private static double decimal(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is not a number such as 1.5");
        }
    }

    private int wrongUsage(ParameterException e) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        report(command, oneLine(e.getMessage()) + "; see " + name + " --help", e.getCause());
        return WRONG_USAGE;
    }

    private int failed(Exception failure, CommandLine command, @Nullable ParseResult arguments) {
        String message =
                failure instanceof CliFailure || failure instanceof UsanceException
                        ? oneLine(failure.getMessage())
                        : "internal error: "
                                + oneLine(failure.toString())
                                + " (USANCE_DEBUG=1 shows where)";
        report(command, message, failure);
        return FAILED;
    }

    private void report(CommandLine command, String message, @Nullable Throwable cause) {
        PrintWriter err = command.getErr();
        err.println("usance: " + message);
        if (debug && cause != null) {
            cause.printStackTrace(err);
        }
        err.flush();
    }

    private static String oneLine(@Nullable String text) {
        return text == null ? "no message" : text.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
