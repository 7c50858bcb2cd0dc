package io.usance.cli.finance;

import io.usance.cli.console.CliFailure;
import io.usance.cli.console.CliValues;
import io.usance.cli.console.EngineSession;
import io.usance.cli.console.OutputFile;
import io.usance.contract.ContractTerms;
import io.usance.contract.PeriodTerms;
import io.usance.engine.BillingEngine;
import io.usance.erp.BankStatement;
import io.usance.erp.BankStatementFile;
import io.usance.erp.DocumentRefusedException;
import io.usance.erp.PaymentFile;
import io.usance.finance.FinanceEvent.BankEntry;
import io.usance.finance.FinanceEvent.BankOutcome;
import io.usance.finance.FinanceEvent.BankStatementRead;
import io.usance.finance.FinanceEvent.PaymentsOrdered;
import io.usance.finance.FinanceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code usance payments}. */
@Command(
        name = "payments",
        description = "Orders payments at a bank, and reads what the bank says of them.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {PaymentsCommand.Order.class, PaymentsCommand.Read.class})
public final class PaymentsCommand implements Runnable {
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the spec
    PaymentsCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** {@code usance payments order}. */
    @Command(
            name = "order",
            description = {
                "Orders what was commanded and is not paid, net per payer and payee, as a pain.001 file. Money of",
                "a currency that has an escrow moves there and is not ordered."
            },
            mixinStandardHelpOptions = true)
    static final class Order implements Runnable {
        @Option(
                names = "--execute-on",
                required = true,
                paramLabel = "DAY",
                description = "Day the bank is to pay.")
        private String executeOn;

        @Option(
                names = "--again",
                paramLabel = "N",
                description = "Write the file of order N once more, the same bytes; order nothing.")
        private @Nullable Long again;

        @Option(names = "--out", required = true, paramLabel = "FILE", description = "Replaced.")
        private Path out;

        @Mixin private EngineSession session;

        @SuppressWarnings("NullAway.Init") // picocli injects them
        Order() {}

        @Override
        public void run() {
            LocalDate day = CliValues.day("--execute-on", executeOn);
            Set<String> escrows =
                    session.settings()
                            .anchor()
                            .map(anchor -> anchor.escrowCurrencies())
                            .orElse(Set.of());
            try {
                session.out().println(session.<String>with(engine -> order(engine, day, escrows)));
            } catch (FinanceException | DocumentRefusedException e) {
                throw new CliFailure(String.valueOf(e.getMessage()), e);
            }
        }

        private String order(BillingEngine engine, LocalDate day, Set<String> escrows) {
            if (again != null) {
                PaymentsOrdered order =
                        engine.finance()
                                .payments()
                                .ordered(again)
                                .orElseThrow(() -> new CliFailure("there is no order " + again));
                OutputFile.write(out, pain(engine, order));
                return "order %d written to %s once more".formatted(again, out);
            }
            // Made within the transaction: an order whose file cannot be made is none.
            byte[][] file = {null};
            Optional<PaymentsOrdered> order =
                    engine.unitOfWork(() -> {
                        Optional<PaymentsOrdered> made =
                                engine.finance()
                                        .payments()
                                        .order(
                                                day,
                                                session.now(),
                                                terms ->
                                                        !escrows.contains(
                                                                terms.currency()
                                                                        .getCurrencyCode()));
                        made.ifPresent(one -> file[0] = pain(engine, one));
                        return made;
                    });
            if (order.isEmpty()) {
                return "nothing to pay";
            }
            OutputFile.write(out, file[0]);
            return "order %d: %d payments written to %s"
                    .formatted(order.get().orderNo(), order.get().payments().size(), out);
        }

        private static byte[] pain(BillingEngine engine, PaymentsOrdered order) {
            return PaymentFile.pain001(order, id -> EngineSession.signed(engine, id));
        }
    }

    /** {@code usance payments read}. */
    @Command(
            name = "read",
            description = {
                "Reads camt.053 and camt.054 files: what matches is recorded as paid, what does not is marked and",
                "shown in the report of the period. The same file again changes nothing."
            },
            mixinStandardHelpOptions = true)
    static final class Read implements Runnable {
        @Parameters(paramLabel = "FILE", arity = "1..*", description = "Of the bank.")
        private List<Path> files = List.of();

        @Mixin private EngineSession session;

        @SuppressWarnings("NullAway.Init") // picocli injects them
        Read() {}

        @Override
        public void run() {
            for (Path file : files) {
                try {
                    session.<List<String>>with(engine -> read(engine, file))
                            .forEach(session.out()::println);
                } catch (FinanceException | DocumentRefusedException e) {
                    throw new CliFailure(file + ": " + e.getMessage(), e);
                }
            }
        }

        private List<String> read(BillingEngine engine, Path file) {
            byte[] content = content(file);
            List<BankStatement> statements = BankStatementFile.read(content);
            for (BankStatement statement : statements) {
                requireOurs(engine, statement);
            }
            String sha256 = BankStatementFile.sha256(content);
            return engine.unitOfWork(() -> {
                List<String> lines = new ArrayList<>();
                for (BankStatement one : statements) {
                    engine.finance()
                            .payments()
                            .readStatement(
                                    one.account(),
                                    one.statementId(),
                                    sha256,
                                    one.lines(),
                                    session.now())
                            .ifPresentOrElse(
                                    read -> lines.addAll(lines(read, one.pending())),
                                    () ->
                                            lines.add(
                                                    "statement %s was read before; nothing was changed"
                                                            .formatted(one.statementId())));
                }
                return lines;
            });
        }

        /** A statement of a foreign account is a wrong file. */
        private static void requireOurs(BillingEngine engine, BankStatement statement) {
            boolean ours =
                    engine.internals().readModels().contracts().stream()
                            .map(contract -> engine.contractTerms(contract.contractId()))
                            .anyMatch(terms -> terms != null && isOf(terms, statement.account()));
            if (!ours) {
                throw new FinanceException(
                        "statement %s is of account %s, which is no customer's of a signed contract; nothing was read"
                                .formatted(statement.statementId(), statement.account()));
            }
        }

        private static boolean isOf(ContractTerms terms, String account) {
            return terms.customer().account().equals(account)
                    || terms.everyTerms().stream()
                            .map(PeriodTerms::selfBilling)
                            .anyMatch(billing ->
                                    billing != null
                                            && billing.customer() != null
                                            && account.equals(billing.customer().iban()));
        }

        private static List<String> lines(BankStatementRead read, int pending) {
            Map<BankOutcome, Integer> counts = new EnumMap<>(BankOutcome.class);
            List<String> lines = new ArrayList<>();
            for (BankEntry entry : read.entries()) {
                counts.merge(entry.outcome(), 1, Integer::sum);
                if (entry.outcome() != BankOutcome.MATCHED) {
                    lines.add(
                            "  %s %s %s for %s: %s"
                                    .formatted(
                                            entry.outcome(),
                                            entry.reference(),
                                            entry.amount(),
                                            entry.endToEndId() == null
                                                    ? "nothing"
                                                    : entry.endToEndId(),
                                            entry.detail()));
                }
            }
            lines.addFirst(
                    "statement %s of %s: %d entries, %s%s"
                            .formatted(
                                    read.statementId(),
                                    read.account(),
                                    read.entries().size(),
                                    counts.entrySet().stream()
                                            .map(one -> one.getValue() + " " + one.getKey())
                                            .collect(Collectors.joining(", ")),
                                    pending == 0 ? "" : ", " + pending + " pending left out"));
            return lines;
        }

        private static byte[] content(Path file) {
            try (InputStream in = Files.newInputStream(file)) {
                return in.readNBytes(BankStatementFile.BYTES_MAX + 1);
            } catch (IOException e) {
                throw new CliFailure("cannot read " + file + ": " + e, e);
            }
        }
    }
}
