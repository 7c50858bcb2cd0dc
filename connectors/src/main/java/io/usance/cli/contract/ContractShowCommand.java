package io.usance.cli.contract;

import io.usance.cli.console.EngineSession;
import io.usance.contract.ContractEvent.HoldReason;
import io.usance.contract.ContractTerms;
import io.usance.document.ContractWords;
import io.usance.engine.BillingEngine;
import io.usance.money.Money;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import io.usance.reconciliation.ReadModels;
import io.usance.reconciliation.ReadModels.Contract;
import io.usance.reconciliation.ReadModels.ContractPeriod;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code usance contract show}. */
@Command(
        name = "show",
        description = "Says what holds now between the two companies, and what is open or held.",
        mixinStandardHelpOptions = true)
final class ContractShowCommand implements Runnable {
    /** Periods looked at, the newest. */
    private static final int PERIODS_MAX = 100;

    @Parameters(paramLabel = "CONTRACT-ID")
    private String contractId;

    @Mixin private EngineSession session;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    ContractShowCommand() {}

    @Override
    public void run() {
        session.<List<String>>with(this::show).forEach(session.out()::println);
    }

    private List<String> show(BillingEngine engine) {
        ContractTerms terms = EngineSession.signed(engine, contractId);
        ReadModels models = engine.internals().readModels();
        List<String> lines = new ArrayList<>(ContractWords.of(terms));
        models.contract(contractId).ifPresent(contract -> lines.addAll(account(contract, terms)));
        List<ContractPeriod> periods =
                models.contractPeriods(contractId, PERIODS_MAX).stream()
                        .filter(ContractShowCommand::isOpenOrHeld)
                        .toList();
        lines.add(periods.isEmpty() ? "No period is open or held." : "Open or held:");
        periods.forEach(period ->
                lines.add("  " + words(period, quantities(models, period, terms), terms)));
        if (!models.isCurrent()) {
            lines.add("The service has not followed up all events yet; amounts may be behind.");
        }
        return lines;
    }

    private static List<String> account(Contract contract, ContractTerms terms) {
        List<String> lines = new ArrayList<>();
        if (contract.endsAt() != null) {
            lines.add(
                    "It ends with %s."
                            .formatted(
                                    contract.endsAt()
                                            .atZone(terms.calendar().zone())
                                            .toLocalDate()
                                            .minusDays(1)));
        }
        lines.add(
                "Commanded so far %s, paid %s."
                        .formatted(
                                new Money(contract.commandedMinor(), terms.currency()),
                                new Money(contract.paidMinor(), terms.currency())));
        return lines;
    }

    private static boolean isOpenOrHeld(ContractPeriod period) {
        return period.state().equals("OPEN")
                || period.chargeHeld() != null
                || period.settlementHeld() != null;
    }

    /** What was metered: {@code 12.500 t drawn}, or by the names that the price gives. */
    private static String quantities(
            ReadModels models, ContractPeriod period, ContractTerms terms) {
        if (terms.hasOneQuantity() && terms.quantities().containsKey(Quantities.ONLY)) {
            return new Quantity(period.quantityMilli(), terms.dimension()) + " drawn";
        }
        String named =
                models.chargedQuantities(period.contractId(), period.periodId()).stream()
                        .map(one ->
                                "%s %s"
                                        .formatted(
                                                one.name(),
                                                new Quantity(
                                                        one.quantityMilli(),
                                                        Dimension.valueOf(one.dimension()))))
                        .collect(Collectors.joining(", "));
        return (named.isEmpty() ? "nothing" : named) + " metered";
    }

    private static String words(ContractPeriod period, String quantities, ContractTerms terms) {
        Currency currency = terms.currency();
        String line =
                "%s: %s, %s charged, %s of it commanded"
                        .formatted(
                                period.periodId(),
                                quantities,
                                new Money(period.amountMinor(), currency),
                                new Money(period.settledMinor(), currency));
        if (period.chargeHeld() != null) {
            line += "; held: " + held(period.chargeHeld());
        }
        if (period.settlementHeld() != null) {
            line += "; settlement held: " + held(period.settlementHeld());
        }
        return line;
    }

    private static String held(String reason) {
        return ContractEventWords.held(HoldReason.valueOf(reason));
    }
}
