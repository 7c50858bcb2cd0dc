package io.usance.cli.service;

import io.usance.anchor.AnchorException;
import io.usance.anchor.evm.EvmAnchor;
import io.usance.anchor.evm.EvmChain;
import io.usance.anchor.evm.EvmEscrow;
import io.usance.cli.console.CliFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Currency;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code usance deploy}. */
@Command(
        name = "deploy",
        description =
                "Deploys the anchor contract, or with --escrow one that holds and moves money, and prints its"
                        + " address. The account that pays becomes the anchor's operator.",
        mixinStandardHelpOptions = true)
public final class DeployCommand implements Runnable {
    private static final String KEY_VARIABLE = "USANCE_ANCHOR_KEY";

    @Option(
            names = "--rpc",
            paramLabel = "URL",
            required = true,
            description = "JSON-RPC of an EVM node.")
    private String rpc = "";

    @Option(
            names = "--chain-id",
            paramLabel = "N",
            required = true,
            description = "The chain that must answer.")
    private long chainId;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description =
                    "Private key, hexadecimal; without it, from "
                            + KEY_VARIABLE
                            + " in the environment.")
    private @Nullable Path keyFile;

    @ArgGroup(exclusive = false)
    private @Nullable EscrowOptions escrow;

    /** All of them, or none. */
    private static final class EscrowOptions {
        @Option(
                names = "--escrow",
                required = true,
                paramLabel = "TOKEN",
                description = "Deploy an escrow for this ERC-20 token of e-money.")
        private String token = "";

        @Option(
                names = "--currency",
                required = true,
                paramLabel = "CODE",
                description = "The token's currency, ISO 4217.")
        private String currency = "";

        @Option(
                names = "--operator",
                required = true,
                paramLabel = "ADDRESS",
                description = "Settles within the mandates; the address of the service's key.")
        private String operator = "";

        @Option(
                names = "--owner",
                required = true,
                paramLabel = "ADDRESS",
                description =
                        "May pause and replace the operator, never touch money; neither company's alone"
                                + " if they do not trust each other.")
        private String owner = "";

        private int minorDecimals() {
            try {
                int decimals = Currency.getInstance(currency).getDefaultFractionDigits();
                if (decimals >= 0) {
                    return decimals;
                }
            } catch (IllegalArgumentException e) {
                // Said below.
            }
            throw new CliFailure(
                    "--currency is '"
                            + currency
                            + "', no ISO 4217 code of a currency with a minor unit");
        }
    }

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the spec
    DeployCommand() {}

    @Override
    public void run() {
        try {
            EvmChain chain = EvmChain.at(rpc, chainId);
            spec.commandLine()
                    .getOut()
                    .println(escrow == null ? anchor(chain) : escrow(chain, escrow));
        } catch (AnchorException | IllegalArgumentException e) {
            throw new CliFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private String anchor(EvmChain chain) {
        return EvmAnchor.deploy(chain, key());
    }

    private String escrow(EvmChain chain, EscrowOptions of) {
        int decimals = of.minorDecimals();
        return EvmEscrow.deploy(chain, key(), of.token, decimals, of.owner, of.operator);
    }

    private char[] key() {
        if (keyFile != null) {
            try {
                return Files.readString(keyFile).strip().toCharArray();
            } catch (IOException e) {
                throw new CliFailure("--key-file " + keyFile + " cannot be read: " + e, e);
            }
        }
        String key = System.getenv(KEY_VARIABLE);
        if (key == null || key.isBlank()) {
            throw new CliFailure("no key: set " + KEY_VARIABLE + " or name a --key-file");
        }
        return key.strip().toCharArray();
    }
}
