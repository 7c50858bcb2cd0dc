package io.usance.cli.contract;

import io.usance.cli.console.EngineSession;
import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.ChargeAdjusted;
import io.usance.contract.ContractTerms;
import io.usance.engine.BillingEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code usance contract amend}. */
@Command(
        name = "amend",
        description =
                "Agrees on the next version of a contract; says which periods are rated again and the difference.",
        mixinStandardHelpOptions = true)
final class ContractAmendCommand implements Runnable {
    @Parameters(
            paramLabel = "FILE",
            description =
                    "The contract with the next version number, and all prices there were before the new ones.")
    private Path file;

    @Mixin private EngineSession session;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    ContractAmendCommand() {}

    @Override
    public void run() {
        ContractTerms terms = session.document(file);
        session.<List<String>>with(engine -> amend(engine, terms)).forEach(session.out()::println);
    }

    private List<String> amend(BillingEngine engine, ContractTerms terms) {
        EngineSession.signed(engine, terms.contractId());
        List<ContractEvent> events = engine.amendContract(terms, session.now());
        if (events.isEmpty()) {
            return List.of(
                    "contract "
                            + terms.contractId()
                            + " has these terms already; nothing was changed");
        }
        List<String> lines = new ArrayList<>(ContractEventWords.of(events));
        if (events.stream().noneMatch(ChargeAdjusted.class::isInstance)) {
            lines.add("no period is rated again");
        }
        if (!terms.series().isEmpty()) {
            lines.add(
                    "periods priced by index %s follow when the service has looked up its values"
                            .formatted(String.join(", ", terms.series())));
        }
        return lines;
    }
}
