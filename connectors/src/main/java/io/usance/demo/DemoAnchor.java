package io.usance.demo;

import io.usance.anchor.Anchor;
import io.usance.anchor.evm.EvmAnchor;
import io.usance.anchor.evm.EvmNode;
import io.usance.anchor.log.LogAnchor;
import io.usance.tlog.LogPublicKey;
import io.usance.tlog.LogSigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a demo's batches go: a contract on a node of its own, or a log in the demo's directory. */
public sealed interface DemoAnchor extends AutoCloseable {
    /** Name of the demo's log. */
    String ORIGIN = "usance.example/demo";

    /** What is asked for. */
    enum Choice {
        /** The chain if its node can be started, else the log. */
        AUTO,
        EVM,
        LOG
    }

    record Chain(EvmNode node, EvmAnchor anchor) implements DemoAnchor {
        @Override
        public String summary() {
            return "EVM node " + node.port() + ", contract " + anchor.contract();
        }

        @Override
        public List<LogPublicKey> keys() {
            return List.of();
        }

        @Override
        public void close() {
            anchor.close();
            node.close();
        }
    }

    /**
     * @param noChain why there is none; null if none was wanted
     */
    record Log(LogAnchor anchor, Path directory, @Nullable String noChain) implements DemoAnchor {
        @Override
        public String summary() {
            return "transparency log "
                    + directory
                    + (noChain == null ? "" : ", as no EVM node can be started here: " + noChain);
        }

        @Override
        public List<LogPublicKey> keys() {
            return List.of(anchor.publicKey());
        }

        @Override
        public void close() {
            anchor.close();
        }
    }

    Anchor anchor();

    /** For people. */
    String summary();

    /** What its receipts are verified with beside their bytes. */
    List<LogPublicKey> keys();

    @Override
    void close();

    /**
     * Starts it.
     *
     * @throws IllegalStateException if a node is asked for and cannot be started
     */
    static DemoAnchor start(Choice choice, DemoFiles files) {
        return switch (choice) {
            case EVM -> chain();
            case LOG -> log(files, null);
            case AUTO -> {
                try {
                    yield chain();
                } catch (IllegalStateException e) {
                    yield log(
                            files,
                            String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason"));
                }
            }
        };
    }

    private static DemoAnchor chain() {
        EvmNode node = EvmNode.start();
        try {
            char[] key = EvmNode.PUBLIC_DEV_KEY.toCharArray();
            String contract = EvmAnchor.deploy(node.chain(), key);
            return new Chain(node, EvmAnchor.connect(node.chain(), contract, key));
        } catch (RuntimeException e) {
            node.close();
            throw e;
        }
    }

    /** The key signs for this demo only and is not kept; the public one is written down. */
    private static DemoAnchor log(DemoFiles files, @Nullable String noChain) {
        try {
            Path secret = Files.createTempDirectory("usance-demo-key");
            Path file = secret.resolve("log.pem");
            LogSigningKey key = LogSigningKey.generate(ORIGIN, file, new SecureRandom());
            Files.delete(file);
            Files.delete(secret);
            Files.writeString(files.logKey(), key.publicKey() + "\n");
            return new Log(LogAnchor.in(files.log(), key), files.log(), noChain);
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's log cannot be begun: " + e.getMessage(), e);
        }
    }
}
