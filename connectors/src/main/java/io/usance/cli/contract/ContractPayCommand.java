package io.usance.cli.contract;

import io.usance.cli.console.CliFailure;
import io.usance.cli.console.CliValues;
import io.usance.cli.console.EngineSession;
import io.usance.contract.ContractCommand.RecordPayment;
import io.usance.contract.ContractEvent;
import io.usance.engine.BillingEngine;
import io.usance.money.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usance contract pay}. */
@Command(
        name = "pay",
        description =
                "Notes that part of what was commanded has been paid, so that its credit is free again.",
        mixinStandardHelpOptions = true)
final class ContractPayCommand implements Runnable {
    @Parameters(paramLabel = "CONTRACT-ID")
    private String contractId;

    @Option(
            names = "--amount",
            required = true,
            paramLabel = "A",
            description = "In the contract's currency, for example 1500.00.")
    private String amount;

    @Option(
            names = "--payment-no",
            required = true,
            paramLabel = "N",
            description = "Rises from payment to payment; one that is not above the last is known.")
    private long paymentNo;

    @Option(
            names = "--reference",
            required = true,
            paramLabel = "TEXT",
            description = "For people.")
    private String reference;

    @Mixin private EngineSession session;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    ContractPayCommand() {}

    @Override
    public void run() {
        if (paymentNo < 1) {
            throw new CliFailure("--payment-no is " + paymentNo + "; payment numbers start at 1");
        }
        BigDecimal major = CliValues.decimal("--amount", amount);
        session.<List<String>>with(engine -> pay(engine, major)).forEach(session.out()::println);
    }

    private List<String> pay(BillingEngine engine, BigDecimal major) {
        Currency currency = EngineSession.signed(engine, contractId).currency();
        List<ContractEvent> events =
                engine.handle(
                        new RecordPayment(
                                contractId,
                                money(major, currency),
                                paymentNo,
                                reference,
                                session.now()));
        if (events.isEmpty()) {
            return List.of(
                    "payment %d of contract %s is not above the last one recorded, so it is known; nothing was changed"
                            .formatted(paymentNo, contractId));
        }
        return ContractEventWords.of(events);
    }

    private static Money money(BigDecimal major, Currency currency) {
        int decimals = currency.getDefaultFractionDigits();
        if (major.signum() <= 0 || major.stripTrailingZeros().scale() > decimals) {
            throw new CliFailure(
                    "--amount is %s, not above 0 with at most %d decimals of %s"
                            .formatted(
                                    major.toPlainString(), decimals, currency.getCurrencyCode()));
        }
        try {
            return Money.rounded(major, currency, RoundingMode.UNNECESSARY);
        } catch (ArithmeticException e) {
            throw new CliFailure(
                    "--amount is " + major.toPlainString() + ", more than an amount can hold", e);
        }
    }
}
