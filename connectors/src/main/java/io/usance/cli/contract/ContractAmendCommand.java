package io.usance.cli.contract;

import static java.util.Objects.requireNonNull;

import io.usance.cli.console.EngineSession;
import io.usance.contract.ContractEvent;
import io.usance.contract.ContractTerms;
import io.usance.engine.BillingEngine;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code usance contract amend}. */
@Command(
        name = "amend",
        description =
                "Agrees on the next version of a contract, or on a new rate of all that have one; says which periods are rated, taxed or split again and the difference.",
        mixinStandardHelpOptions = true)
final class ContractAmendCommand implements Runnable {
    /** One contract by its document, or many by what they have in common. */
    private static final class What {
        @Parameters(
                paramLabel = "FILE",
                description =
                        "The contract with the next version number, and all prices and datedTerms there were before the new ones.")
        private @Nullable Path file;

        @ArgGroup(exclusive = false)
        private @Nullable AmendAll all;
    }

    @ArgGroup(multiplicity = "1")
    private What what;

    @Mixin private EngineSession session;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    ContractAmendCommand() {}

    @Override
    public void run() {
        AmendAll all = what.all;
        if (all != null) {
            session.<List<String>>with(engine -> all.amend(engine, session.now()))
                    .forEach(session.out()::println);
            return;
        }
        ContractTerms terms = session.document(requireNonNull(what.file));
        session.<List<String>>with(engine -> amend(engine, terms)).forEach(session.out()::println);
    }

    private List<String> amend(BillingEngine engine, ContractTerms terms) {
        ContractTerms before = EngineSession.signed(engine, terms.contractId());
        List<ContractEvent> events = engine.amendContract(terms, session.now());
        if (events.isEmpty()) {
            return List.of(
                    "contract "
                            + terms.contractId()
                            + " has these terms already; nothing was changed");
        }
        List<String> lines = AmendmentWords.of(before, terms, events);
        if (!terms.series().isEmpty()) {
            lines.add(
                    "periods priced by index %s follow when the service has looked up its values"
                            .formatted(String.join(", ", terms.series())));
        }
        return lines;
    }
}
