package io.usance.cli.contract;

import io.usance.cli.console.EngineSession;
import io.usance.contract.ContractCommand.EndException;
import io.usance.contract.ContractEvent;
import io.usance.contract.ExceptionEnded;
import io.usance.engine.BillingEngine;
import io.usance.failure.InvalidInputException;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which exception ends, by whom, and why. */
final class EndExceptionOptions {
    @Parameters(index = "0", paramLabel = "CONTRACT-ID")
    private String contractId;

    @Parameters(index = "1", paramLabel = "NO", description = "As usance exceptions list has it.")
    private long exceptionNo;

    @Option(names = "--by", required = true, paramLabel = "NAME", description = "Who decides it.")
    private String by;

    @Option(names = "--why", required = true, paramLabel = "TEXT", description = "For people.")
    private String why;

    @Mixin private EngineSession session;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    EndExceptionOptions() {}

    void end(ExceptionEnded.How how) {
        EndException command = command(how);
        session.<List<String>>with(engine -> end(engine, command)).forEach(session.out()::println);
    }

    private EndException command(ExceptionEnded.How how) {
        try {
            return new EndException(contractId, exceptionNo, how, by, why, session.now());
        } catch (InvalidInputException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private List<String> end(BillingEngine engine, EndException command) {
        EngineSession.signed(engine, contractId);
        List<ContractEvent> events = engine.handle(command);
        return events.isEmpty()
                ? List.of(
                        "exception %d of contract %s is ended so already; nothing was changed"
                                .formatted(exceptionNo, contractId))
                : ContractEventWords.of(events);
    }
}
