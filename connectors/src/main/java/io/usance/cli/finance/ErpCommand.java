package io.usance.cli.finance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.cli.console.CliFailure;
import io.usance.cli.console.EngineSession;
import io.usance.cli.console.OutputFile;
import io.usance.contract.ContractTerms;
import io.usance.engine.BillingEngine;
import io.usance.erp.BankStatementFile;
import io.usance.erp.DocumentRefusedException;
import io.usance.erp.GoodsMovementFile;
import io.usance.erp.GoodsMovementPosting;
import io.usance.erp.GoodsMovementPosting.ErpMasterData;
import io.usance.file.DocumentLimits;
import io.usance.finance.FinanceEvent.GoodsMovement;
import io.usance.finance.FinanceException;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.reconciliation.ReadModels.MeterPeriod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code usance erp}. */
@Command(
        name = "erp",
        description = "Goods movements for an ERP, and those it says it posted.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ErpCommand.Posting.class, ErpCommand.Read.class})
public final class ErpCommand implements Runnable {
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the spec
    ErpCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** {@code usance erp posting}. */
    @Command(
            name = "posting",
            description = {
                "Writes what was withdrawn from consignment stock in a closed period as JSON for SAP's service",
                "API_MATERIAL_DOCUMENT_SRV: movement type 201 K or 261 K, or the reversal of it."
            },
            mixinStandardHelpOptions = true)
    static final class Posting implements Runnable {
        private static final ObjectMapper YAML = new ObjectMapper(DocumentLimits.yaml());

        @ArgGroup(exclusive = false, multiplicity = "1")
        private ReportCommand.Of of;

        @Option(
                names = "--master-data",
                required = true,
                paramLabel = "FILE",
                description =
                        "YAML: material, plant, storageLocation, storageLocations by silo, supplier, and costCenter or order.")
        private Path masterData;

        @Option(names = "--reversal", description = "Take the posting back: 202 K or 262 K.")
        private boolean reversal;

        @Option(names = "--out", required = true, paramLabel = "FILE", description = "Replaced.")
        private Path out;

        @Mixin private EngineSession session;

        @SuppressWarnings("NullAway.Init") // picocli injects them
        Posting() {}

        @Override
        public void run() {
            ErpMasterData erp = masterData();
            try {
                byte[] json = session.with(engine -> posting(engine, erp));
                OutputFile.write(out, json);
                session.out().println("posting written to " + out);
            } catch (DocumentRefusedException e) {
                throw new CliFailure(String.valueOf(e.getMessage()), e);
            }
        }

        private ErpMasterData masterData() {
            try {
                if (Files.size(masterData) > DocumentLimits.YAML_BYTES_MAX) {
                    throw new CliFailure(
                            masterData
                                    + " has more than "
                                    + DocumentLimits.YAML_BYTES_MAX
                                    + " bytes");
                }
                ErpMasterData read =
                        YAML.readValue(Files.readAllBytes(masterData), ErpMasterData.class);
                if (read == null) {
                    throw new CliFailure(masterData + " is empty");
                }
                return read;
            } catch (JsonProcessingException e) {
                throw new CliFailure(masterData + ": " + e.getOriginalMessage(), e);
            } catch (IOException e) {
                throw new CliFailure("cannot read " + masterData + ": " + e, e);
            }
        }

        private byte[] posting(BillingEngine engine, ErpMasterData erp) {
            ContractTerms terms = EngineSession.signed(engine, of.contractId);
            String periodId = of.periodId(engine);
            Map<String, Quantity> consumed = new LinkedHashMap<>();
            for (MeterPeriod silo :
                    engine.internals().readModels().meterPeriods(of.contractId, periodId)) {
                if (silo.consumedMilli() == null) {
                    throw new CliFailure(
                            "silo %s has not closed period %s; it is posted when it has"
                                    .formatted(silo.meterId(), periodId));
                }
                consumed.put(
                        silo.meterId(),
                        new Quantity(silo.consumedMilli(), Dimension.valueOf(silo.dimension())));
            }
            return GoodsMovementPosting.json(
                    of.contractId, terms.calendar().period(periodId), consumed, erp, reversal);
        }
    }

    /** {@code usance erp read}. */
    @Command(
            name = "read",
            description = {
                "Reads what an ERP posted, CSV or JSON with document_id, posted_on, movement_type, silo_id, period,",
                "quantity and unit. Documents that are known are left out; a wrong line refuses the whole file."
            },
            mixinStandardHelpOptions = true)
    static final class Read implements Runnable {
        @Option(names = "--contract", required = true, paramLabel = "C", description = "Its id.")
        private String contractId;

        @Parameters(paramLabel = "FILE", description = "Of the ERP; JSON if its name says so.")
        private Path file;

        @Mixin private EngineSession session;

        @SuppressWarnings("NullAway.Init") // picocli injects them
        Read() {}

        @Override
        public void run() {
            try {
                session.out().println(session.<String>with(this::read));
            } catch (DocumentRefusedException | FinanceException e) {
                throw new CliFailure(String.valueOf(e.getMessage()), e);
            }
        }

        private String read(BillingEngine engine) {
            List<GoodsMovement> movements =
                    GoodsMovementFile.read(file, EngineSession.signed(engine, contractId));
            String sha256;
            try {
                sha256 = BankStatementFile.sha256(Files.readAllBytes(file));
            } catch (IOException e) {
                throw new CliFailure("cannot read " + file + ": " + e, e);
            }
            return engine.finance()
                    .goodsMovements()
                    .read(contractId, sha256, movements, session.now())
                    .map(read ->
                            "%d of %d movements are new"
                                    .formatted(read.movements().size(), movements.size()))
                    .orElse("all %d movements are known".formatted(movements.size()));
        }
    }
}
