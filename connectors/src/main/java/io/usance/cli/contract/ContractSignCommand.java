package io.usance.cli.contract;

import io.usance.cli.console.CliFailure;
import io.usance.cli.console.EngineSession;
import io.usance.contract.ContractTerms;
import io.usance.engine.BillingEngine;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code usance contract sign}. */
@Command(
        name = "sign",
        description = "Signs a contract and puts its silos under it. Idempotent.",
        mixinStandardHelpOptions = true)
final class ContractSignCommand implements Runnable {
    @Parameters(paramLabel = "FILE", description = "A contract, YAML or JSON.")
    private Path file;

    @Mixin private EngineSession session;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    ContractSignCommand() {}

    @Override
    public void run() {
        ContractTerms terms = session.document(file);
        session.out().println(session.<String>with(engine -> sign(engine, terms)));
    }

    private String sign(BillingEngine engine, ContractTerms terms) {
        ContractTerms signed = engine.contractTerms(terms.contractId());
        if (signed != null && signed.isRepeatedBy(terms)) {
            return "contract "
                    + terms.contractId()
                    + " is signed with these terms already; nothing was changed";
        }
        if (signed != null && terms.version() == signed.version() + 1) {
            throw new CliFailure(
                    "contract %s is signed, version %d; the file has version %d, agree on it with usance contract amend"
                            .formatted(terms.contractId(), signed.version(), terms.version()));
        }
        engine.signContract(terms, session.now());
        return "contract %s is signed, version %d; silos under it: %s"
                .formatted(
                        terms.contractId(), terms.version(), String.join(", ", terms.meterIds()));
    }
}
