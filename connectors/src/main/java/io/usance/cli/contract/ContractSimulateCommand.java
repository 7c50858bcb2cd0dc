package io.usance.cli.contract;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.cli.console.CliFailure;
import io.usance.cli.console.CliValues;
import io.usance.cli.console.EngineSession;
import io.usance.contract.ContractEvent;
import io.usance.contract.ContractTerms;
import io.usance.engine.BillingEngine;
import io.usance.finance.PeriodCharges;
import io.usance.money.Money;
import io.usance.period.BillingPeriod;
import io.usance.reconciliation.ContractHistory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usance contract simulate}. */
@Command(
        name = "simulate",
        description = {
            "Says what a contract's history would have cost under other terms, by period.",
            "What its meters metered is charged once more by the document, as if that had been",
            "signed from the start, with the index values known today. Nothing is stored."
        },
        mixinStandardHelpOptions = true)
final class ContractSimulateCommand implements Runnable {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(paramLabel = "FILE", description = "The other terms: a contract, YAML or JSON.")
    private Path file;

    @Option(
            names = "--history",
            required = true,
            paramLabel = "CONTRACT-ID",
            description = "The signed contract whose metered history is taken.")
    private String contractId;

    @Option(
            names = "--from",
            paramLabel = "P",
            description = "First period shown, such as 2026-01; without it the contract's first.")
    private @Nullable String from;

    @Option(
            names = "--to",
            paramLabel = "P",
            description = "Last period, such as 2026-12; without it the last that has charges.")
    private @Nullable String to;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin private EngineSession session;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    ContractSimulateCommand() {}

    /**
     * @param held why it has no amount under the other terms, or not all of it; null if it has
     */
    private record Row(PeriodCharges recorded, PeriodCharges simulated, @Nullable String held) {
        Money difference() {
            return gross(simulated).minus(gross(recorded));
        }

        static Money gross(PeriodCharges charges) {
            return charges.net().plus(charges.tax());
        }
    }

    private record Result(ContractTerms terms, List<String> notes, List<Row> rows) {}

    @Override
    public void run() {
        ContractTerms terms = session.document(file);
        Result result = session.with(engine -> simulate(engine, terms));
        if (json) {
            session.out().println(json(result).toPrettyString());
        } else {
            words(result).forEach(session.out()::println);
        }
    }

    private Result simulate(BillingEngine engine, ContractTerms terms) {
        ContractTerms signed = EngineSession.signed(engine, contractId);
        String first = period(signed, from, "0");
        String last = period(signed, to, "9999");
        if (first.compareTo(last) > 0) {
            throw new CliFailure(
                    "--from %s is after --to %s; write them the other way round"
                            .formatted(from, to));
        }
        List<String> notes = new ArrayList<>();
        ContractTerms under = ContractSimulation.rebased(terms, signed, notes);
        ContractSimulation simulation = new ContractSimulation(under, last, engine::indexValues);
        PeriodAmounts simulated = simulation.replay(ContractFacts.read(engine, signed));
        PeriodAmounts recorded = new PeriodAmounts(signed, signed.meteringFrom());
        new ContractHistory(engine.internals().log())
                .read(contractId, event -> recorded.add((ContractEvent) event.payload()));
        long behind = engine.progress().chargingBehind();
        if (behind > 0) {
            notes.add(
                    "the service has not charged the last %d events of its log yet; what is recorded is behind"
                            .formatted(behind));
        }
        TreeSet<String> periods = new TreeSet<>(recorded.periods());
        periods.addAll(simulated.periods());
        List<Row> rows = new ArrayList<>();
        for (String id : periods) {
            if (id.compareTo(first) >= 0 && id.compareTo(last) <= 0) {
                rows.add(
                        new Row(
                                recorded.charges(id),
                                simulated.charges(id),
                                simulation.held(id).orElse(null)));
            }
        }
        return new Result(under, notes, rows);
    }

    private static String period(ContractTerms signed, @Nullable String text, String ifNone) {
        if (text == null) {
            return ifNone;
        }
        BillingPeriod asked = signed.calendar().period(CliValues.period(signed.calendar(), text));
        return asked.id();
    }

    private List<String> words(Result result) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "What was metered under contract %s, under %s; nothing was stored."
                        .formatted(contractId, file));
        result.notes().forEach(note -> lines.add("Note: " + note + "."));
        for (Row row : result.rows()) {
            String line =
                    "%s: %s and %s tax recorded, %s and %s tax under the file, difference %s"
                            .formatted(
                                    row.recorded().periodId(),
                                    row.recorded().net(),
                                    row.recorded().tax(),
                                    row.simulated().net(),
                                    row.simulated().tax(),
                                    signed(row.difference()));
            if (!row.simulated().isSettled()) {
                line += "; not closed";
            }
            if (row.held() != null) {
                line += "; held: " + row.held();
            }
            lines.add(line);
        }
        lines.add(
                result.rows().isEmpty()
                        ? "no period has charges; nothing was metered in that time"
                        : "together: %s recorded, %s under the file, difference %s"
                                .formatted(
                                        sum(result, true),
                                        sum(result, false),
                                        signed(sum(result, false).minus(sum(result, true)))));
        return lines;
    }

    private static String signed(Money difference) {
        return (difference.amountMinor() > 0 ? "+" : "") + difference;
    }

    /** Net and tax. */
    private static Money sum(Result result, boolean recorded) {
        Money sum = Money.zero(result.terms().currency());
        for (Row row : result.rows()) {
            sum = sum.plus(Row.gross(recorded ? row.recorded() : row.simulated()));
        }
        return sum;
    }

    private ObjectNode json(Result result) {
        ObjectNode object =
                JSON.createObjectNode()
                        .put("contractId", contractId)
                        .put("file", file.toString())
                        .put("currency", result.terms().currency().getCurrencyCode());
        result.notes().forEach(object.putArray("notes")::add);
        ArrayNode periods = object.putArray("periods");
        for (Row row : result.rows()) {
            ObjectNode one = periods.addObject().put("period", row.recorded().periodId());
            amounts(one.putObject("recorded"), row.recorded());
            amounts(one.putObject("simulated"), row.simulated());
            one.put("difference", row.difference().majorText());
            if (row.held() != null) {
                one.put("held", row.held());
            }
        }
        object.put("recorded", sum(result, true).majorText())
                .put("simulated", sum(result, false).majorText())
                .put("difference", sum(result, false).minus(sum(result, true)).majorText());
        return object;
    }

    private static void amounts(ObjectNode into, PeriodCharges charges) {
        into.put("net", charges.net().majorText())
                .put("tax", charges.tax().majorText())
                .put("gross", Row.gross(charges).majorText())
                .put("closed", charges.isSettled());
    }
}
