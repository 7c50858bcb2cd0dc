package io.usance.cli;

import io.usance.anchor.AnchorException;
import io.usance.anchor.evm.EvmAnchor;
import io.usance.anchor.evm.EvmChain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code usance deploy}. */
@Command(
        name = "deploy",
        description =
                "Deploys the anchor contract and prints its address. The account that pays becomes its operator.",
        mixinStandardHelpOptions = true)
final class DeployCommand implements Runnable {
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

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the spec
    DeployCommand() {}

    @Override
    public void run() {
        try {
            String contract = EvmAnchor.deploy(EvmChain.at(rpc, chainId), key());
            spec.commandLine().getOut().println(contract);
        } catch (AnchorException | IllegalArgumentException e) {
            throw new CliFailure(String.valueOf(e.getMessage()), e);
        }
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
