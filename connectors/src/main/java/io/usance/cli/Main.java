package io.usance.cli;

import io.usance.cli.console.CliErrors;
import io.usance.cli.console.OptionalCommand;
import io.usance.cli.contract.ContractCommand;
import io.usance.cli.contract.ExceptionsCommand;
import io.usance.cli.contract.IndexCommand;
import io.usance.cli.contract.PriceCommand;
import io.usance.cli.finance.ErpCommand;
import io.usance.cli.finance.InvoiceCommand;
import io.usance.cli.finance.JournalCommand;
import io.usance.cli.finance.PaymentsCommand;
import io.usance.cli.finance.ReconcileCommand;
import io.usance.cli.finance.ReportCommand;
import io.usance.cli.meter.DeliveryCommand;
import io.usance.cli.meter.MachineCommand;
import io.usance.cli.meter.MeterCommand;
import io.usance.cli.meter.SiloCommand;
import io.usance.cli.meter.SimulateCommand;
import io.usance.cli.meter.StockCommand;
import io.usance.cli.proof.DiscloseCommand;
import io.usance.cli.proof.LogCommand;
import io.usance.cli.proof.ReceiptsCommand;
import io.usance.cli.proof.VerifyCommand;
import io.usance.cli.service.DeployCommand;
import io.usance.cli.service.RunCommand;
import io.usance.cli.service.SchemaCommand;
import io.usance.cli.service.TablesCommand;
import java.io.PrintWriter;
import java.util.List;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Entry point of {@code bin/usance}. */
@Command(
        name = "usance",
        description = "Pay-per-use billing: meters what is drawn, prices, settles and anchors it.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {
    /** In the order of the help, after the demo. */
    private static final List<Class<? extends Runnable>> COMMANDS =
            List.of(
                    MeterCommand.class,
                    SimulateCommand.class,
                    RunCommand.class,
                    DeployCommand.class,
                    LogCommand.class,
                    VerifyCommand.class,
                    DiscloseCommand.class,
                    ReconcileCommand.class,
                    JournalCommand.class,
                    ReportCommand.class,
                    InvoiceCommand.class,
                    PaymentsCommand.class,
                    ErpCommand.class,
                    ReceiptsCommand.class,
                    SchemaCommand.class,
                    TablesCommand.class,
                    PriceCommand.class,
                    ContractCommand.class,
                    ExceptionsCommand.class,
                    IndexCommand.class,
                    SiloCommand.class,
                    DeliveryCommand.class,
                    StockCommand.class,
                    MachineCommand.class);

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the spec
    private Main() {}

    public static void main(String[] arguments) {
        boolean debug = "1".equals(System.getenv("USANCE_DEBUG"));
        int exitCode =
                run(
                        new PrintWriter(System.out, true),
                        new PrintWriter(System.err, true),
                        debug,
                        arguments);
        // Parts that a command started may have left threads behind; the command is over.
        System.exit(exitCode);
    }

    /**
     * Runs one command line.
     *
     * @param out takes results
     * @param err takes errors and warnings
     * @param debug true to print stack traces with errors
     * @return 0 for success, 1 for failure, 2 for wrong usage, 3 for a result with exceptions
     */
    public static int run(PrintWriter out, PrintWriter err, boolean debug, String... arguments) {
        CommandLine commands = commands(ServiceLoader.load(OptionalCommand.class));
        commands.setOut(out).setErr(err);
        new CliErrors(debug).installInto(commands);
        int exitCode = commands.execute(arguments);
        out.flush();
        // A result that could not be written (a full disk, a closed pipe) is no success.
        boolean printed = exitCode == 0 || exitCode == CliErrors.EXCEPTIONS;
        return printed && out.checkError() ? CliErrors.FAILED : exitCode;
    }

    /**
     * The command line.
     *
     * @param optional commands of what is installed besides; they come first in the help
     */
    static CommandLine commands(Iterable<? extends Runnable> optional) {
        CommandLine commands = new CommandLine(new Main());
        optional.forEach(commands::addSubcommand);
        if (!commands.getSubcommands().containsKey("demo")) {
            commands.addSubcommand(new MissingDemo());
        }
        COMMANDS.forEach(commands::addSubcommand);
        commands.addSubcommand(new CommandLine.HelpCommand());
        CommandList.installInto(commands);
        return commands;
    }

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"usance " + (version == null ? "development" : version)};
        }
    }
}
