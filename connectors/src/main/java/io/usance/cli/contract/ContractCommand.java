package io.usance.cli.contract;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code usance contract}. */
@Command(
        name = "contract",
        description = "Works on contract documents and signed contracts.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ContractCheckCommand.class,
            ContractSimulateCommand.class,
            ContractSignCommand.class,
            ContractAmendCommand.class,
            ContractTerminateCommand.class,
            ContractShowCommand.class,
            ContractDraftInvoiceCommand.class,
            ContractPayCommand.class
        })
public final class ContractCommand implements Runnable {
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the spec
    ContractCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
