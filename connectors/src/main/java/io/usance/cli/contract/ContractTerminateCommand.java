package io.usance.cli.contract;

import io.usance.cli.console.CliFailure;
import io.usance.cli.console.CliValues;
import io.usance.cli.console.EngineSession;
import io.usance.contract.ContractEvent;
import io.usance.contract.ContractTerms;
import io.usance.engine.BillingEngine;
import io.usance.period.BillingPeriod;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usance contract terminate}. */
@Command(
        name = "terminate",
        description = "Ends a contract with a billing period. Idempotent.",
        mixinStandardHelpOptions = true)
final class ContractTerminateCommand implements Runnable {
    @Parameters(paramLabel = "CONTRACT-ID")
    private String contractId;

    @Option(
            names = "--ends",
            required = true,
            paramLabel = "DATE",
            description =
                    "Its last day, for example 2026-12-31, in the contract's zone; the last of a period.")
    private String ends;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "For people.")
    private String reason;

    @Mixin private EngineSession session;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    ContractTerminateCommand() {}

    @Override
    public void run() {
        LocalDate lastDay = CliValues.day("--ends", ends);
        session.<List<String>>with(engine -> terminate(engine, lastDay))
                .forEach(session.out()::println);
    }

    private List<String> terminate(BillingEngine engine, LocalDate lastDay) {
        ContractTerms terms = EngineSession.signed(engine, contractId);
        List<ContractEvent> events =
                engine.terminateContract(contractId, end(terms, lastDay), reason, session.now());
        if (events.isEmpty()) {
            return List.of(
                    "contract %s ends with %s already; nothing was changed"
                            .formatted(contractId, lastDay));
        }
        List<String> lines = new ArrayList<>(ContractEventWords.of(events));
        lines.set(0, "contract %s ends with %s: %s".formatted(contractId, lastDay, reason));
        return lines;
    }

    private Instant end(ContractTerms terms, LocalDate lastDay) {
        ZoneId zone = terms.calendar().zone();
        BillingPeriod period = terms.calendar().periodOf(lastDay.atStartOfDay(zone).toInstant());
        if (!period.endDate().equals(lastDay.plusDays(1))) {
            throw new CliFailure(
                    "contract %s cannot end with %s, within the period %s; its last day can be %s or %s"
                            .formatted(
                                    contractId,
                                    lastDay,
                                    period,
                                    period.startDate().minusDays(1),
                                    period.endDate().minusDays(1)));
        }
        return period.end();
    }
}
