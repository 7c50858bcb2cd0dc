package io.usance.anchor.evm;

import io.usance.anchor.AnchorUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A local EVM node (anvil) as a child process, for demos and tests: a real chain with its own
 * blocks, but one that forgets unless given a state file. It ends with {@link #close} or with this
 * JVM.
 */
public final class EvmNode implements AutoCloseable {
    /** Chain id of a local node unless set otherwise. */
    public static final long CHAIN_ID = 31337;

    /**
     * Private key of anvil's first funded account. It is derived from a phrase printed in anvil's
     * manual and known to everyone: money sent to it on any public chain is gone at once.
     */
    public static final String PUBLIC_DEV_KEY =
            "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

    private static final Duration START_MAX = Duration.ofSeconds(20);
    private static final Duration STOP_MAX = Duration.ofSeconds(10);
    private static final int START_ATTEMPTS_MAX = 3;
    private static final long POLL_MS = 25;
    private static final int OUTPUT_SHOWN_CHARS = 2_000;

    /**
     * How to start a node.
     *
     * @param binary of anvil; null to look for it, see {@link AnvilBinary}
     * @param port to listen on at 127.0.0.1; 0 for any free one
     * @param stateFile keeps the chain over restarts, saved every second; null for none. A kill
     *     loses at most the last second
     * @param blockTime time between blocks, in whole seconds; null mines at once
     */
    public record Options(
            @Nullable Path binary,
            int port,
            long chainId,
            @Nullable Path stateFile,
            @Nullable Duration blockTime) {

        /** Any free port, {@link #CHAIN_ID}, no state, blocks at once. */
        public static Options defaults() {
            return new Options(null, 0, CHAIN_ID, null, null);
        }

        public Options withBinary(Path newBinary) {
            return new Options(newBinary, port, chainId, stateFile, blockTime);
        }

        public Options withPort(int newPort) {
            return new Options(binary, newPort, chainId, stateFile, blockTime);
        }

        public Options withChainId(long newChainId) {
            return new Options(binary, port, newChainId, stateFile, blockTime);
        }

        public Options withStateFile(Path newStateFile) {
            return new Options(binary, port, chainId, newStateFile, blockTime);
        }

        public Options withBlockTime(Duration newBlockTime) {
            return new Options(binary, port, chainId, stateFile, newBlockTime);
        }
    }

    private final Process process;
    private final Path output;
    private final int port;
    private final long chainId;
    private final Thread killer;

    private EvmNode(Process process, Path output, int port, long chainId) {
        this.process = process;
        this.output = output;
        this.port = port;
        this.chainId = chainId;
        this.killer = new Thread(process::destroyForcibly, "stop-evm-node");
        Runtime.getRuntime().addShutdownHook(killer);
    }

    /**
     * Starts a node and waits until it answers.
     *
     * @throws IllegalStateException if anvil is missing, the port is taken, or the node ends at
     *     once or does not answer in time; the message holds its output
     */
    public static EvmNode start(Options options) {
        Path binary = AnvilBinary.find(options.binary());
        for (int attempt = 1; ; attempt++) {
            // Also tells a taken port at once: what listens there would else be mistaken for ours.
            int port = freePort(options.port());
            EvmNode node = launch(binary, port, options);
            String failure = node.awaitReady();
            if (failure == null) {
                return node;
            }
            String output = node.output();
            node.close();
            // Another process may take a free port between our finding and the node's using it.
            boolean again = options.port() == 0 && output.contains("in use");
            if (!again || attempt == START_ATTEMPTS_MAX) {
                throw new IllegalStateException(
                        "the EVM node %s on port %d %s. Its output: %s"
                                .formatted(binary, port, failure, output));
            }
        }
    }

    /** A node with {@link Options#defaults}. */
    public static EvmNode start() {
        return start(Options.defaults());
    }

    private static EvmNode launch(Path binary, int port, Options options) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                binary.toString(),
                                "--host",
                                "127.0.0.1",
                                "--port",
                                Integer.toString(port),
                                "--chain-id",
                                Long.toString(options.chainId()),
                                "--silent"));
        if (options.stateFile() != null) {
            command.addAll(
                    List.of("--state", options.stateFile().toString(), "--state-interval", "1"));
        }
        if (options.blockTime() != null) {
            command.addAll(List.of("--block-time", Long.toString(options.blockTime().toSeconds())));
        }
        try {
            Path output = Files.createTempFile("usance-evm-node", ".log");
            output.toFile().deleteOnExit();
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            return new EvmNode(process, output, port, options.chainId());
        } catch (IOException e) {
            throw new IllegalStateException("cannot run the EVM node " + binary, e);
        }
    }

    /** Null when ready, else what is wrong. */
    private @Nullable String awaitReady() {
        long deadlineNs = System.nanoTime() + START_MAX.toNanos();
        String lastAnswer = "";
        try (EvmRpc rpc = new EvmRpc(chain())) {
            while (System.nanoTime() - deadlineNs < 0) {
                if (process.waitFor(POLL_MS, TimeUnit.MILLISECONDS)) {
                    return "ended with code " + process.exitValue();
                }
                try {
                    rpc.require(rpc.node().ethChainId());
                    return null;
                } catch (AnchorUnavailableException notYet) {
                    lastAnswer = notYet.getMessage();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "was interrupted while starting";
        }
        return "did not answer within %d s: %s".formatted(START_MAX.toSeconds(), lastAnswer);
    }

    /** How to reach this node. */
    public EvmChain chain() {
        return EvmChain.at(url(), chainId);
    }

    /** The JSON-RPC address. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /** Ends the node at once, as a crash would. Does nothing if it has ended. */
    public void kill() {
        process.destroyForcibly();
        close();
    }

    /** Ends the node, letting it save its state. Does nothing if it has ended. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
            Runtime.getRuntime().removeShutdownHook(killer);
            Files.deleteIfExists(output);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IllegalStateException | IOException alreadyShuttingDown) {
            process.destroyForcibly();
        }
    }

    private String output() {
        try {
            String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip();
            return text.isEmpty()
                    ? "(none)"
                    : text.substring(Math.max(0, text.length() - OUTPUT_SHOWN_CHARS));
        } catch (IOException e) {
            return "(unreadable: " + e.getMessage() + ")";
        }
    }

    private static int freePort(int wanted) {
        try (ServerSocket socket = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the EVM node cannot listen on port %d of 127.0.0.1: %s; choose another port"
                                    .formatted(wanted, e.getMessage())
                            + " or end the program that uses it",
                    e);
        }
    }
}
