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
import java.time.ZonedDateTime;
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
                    "Its last day, for example 2026-12-31, in the contract's zone; the last of a period. Or the instant after it, for example 2026-12-31T23:00:00Z.")
    private String ends;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "For people.")
    private String reason;

    @Mixin private EngineSession session;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    ContractTerminateCommand() {}

    @Override
    public void run() {
        boolean isInstant = ends.indexOf('T') > 0;
        Instant at = isInstant ? CliValues.instant("--ends", ends) : Instant.EPOCH;
        LocalDate day = isInstant ? LocalDate.EPOCH : CliValues.day("--ends", ends);
        session.<List<String>>with(
                        engine -> {
                            ContractTerms terms = EngineSession.signed(engine, contractId);
                            return terminate(engine, terms, isInstant ? lastDay(terms, at) : day);
                        })
                .forEach(session.out()::println);
    }

    private static LocalDate lastDay(ContractTerms terms, Instant at) {
        ZoneId zone = terms.calendar().zone();
        ZonedDateTime local = at.atZone(zone);
        if (!local.equals(local.toLocalDate().atStartOfDay(zone))) {
            throw new CliFailure(
                    "--ends is %s, %s in %s, within a day; a contract ends with one, write its last day such as %s"
                            .formatted(at, local.toLocalDateTime(), zone, local.toLocalDate()));
        }
        return local.toLocalDate().minusDays(1);
    }

    private List<String> terminate(BillingEngine engine, ContractTerms terms, LocalDate lastDay) {
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
