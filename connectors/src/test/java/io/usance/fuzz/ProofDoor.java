package io.usance.fuzz;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.anchor.AnchorConfigurationException;
import io.usance.anchor.Disclosure;
import io.usance.anchor.Disclosure.Hidden;
import io.usance.anchor.Hash32;
import io.usance.anchor.Receipt;
import io.usance.anchor.ReceiptVerifier;
import io.usance.anchor.Verification;
import io.usance.anchor.evm.EvmKeystore;
import io.usance.bundle.BundleVerification;
import io.usance.bundle.BundleVerifier;
import io.usance.tlog.InvalidLogTextException;
import io.usance.tlog.LogDamagedException;
import io.usance.tlog.LogHistory;
import io.usance.tlog.LogPublicKey;
import io.usance.tlog.LogSigningKey;
import io.usance.tlog.SignedCheckpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** Proofs that come from a supplier, a customer, an auditor or a forger. */
record ProofDoor(
        String name,
        Grammar grammar,
        List<byte[]> seeds,
        long allocatedPerByteMax,
        UnaryOperator<byte[]> mending,
        Verifier verifier)
        implements Door {

    /** Checks bytes. */
    interface Verifier {
        Said verify(byte[] bytes) throws IOException;
    }

    private static final String DIGEST = "\"digest\":\"";
    private static final Path KEYSTORE_DIRECTORY = Inputs.directory();

    /** Made for this test. */
    private static final String SIGNING_KEY =
            """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIKbUrC6Uqq4Zpv8/hFbBJq4m4C7rhaD3tVuJyNvCxsvy
            -----END PRIVATE KEY-----
            """;

    /** With parameters so light that thousands are read in a second. */
    static final String KEYSTORE =
            """
            {"address":"008aeeda4d805471df9b2a5b0f38a0c3bcba786b","id":"57115480-8fd5-4100-82cd-844d901061c3","version":3,"crypto":{"cipher":"aes-128-ctr",\
            "ciphertext":"d0475e2952cba66dd4e8eed9e2858aea55bbb06645933388d99f1f1e5b3f65b6","cipherparams":{"iv":"8bf716a27f3ffdd4487121239385bdb8"},"kdf":"scrypt",\
            "kdfparams":{"dklen":32,"n":2,"p":1,"r":8,"salt":"ae6551dcf327385b8c29852ae0805e39baf85f867d9d362534ca92567f25ea9d"},"mac":"9c567fbdcc5c8644a19d89211e170c4b227b13851e3fe20988af51ed053cbe30"}}
            """;

    private static final String NO_DIGEST = "the digest";
    private static final String LAST_LINES = "  \"digest\": \"" + NO_DIGEST + "\"\n}";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** {@code JSON.stringify(value, null, 2)}. */
    private static final ObjectWriter CANONICAL =
            JSON.writer(
                    new DefaultPrettyPrinter(
                                    Separators.createDefaultInstance()
                                            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                                            .withObjectEmptySeparator("")
                                            .withArrayEmptySeparator(""))
                            .withArrayIndenter(new DefaultIndenter("  ", "\n"))
                            .withObjectIndenter(new DefaultIndenter("  ", "\n")));

    private static final List<LogPublicKey> TRUSTED =
            List.of(LogPublicKey.parse(text(Inputs.sample("log.pub"))));

    @Override
    public Said accept(byte[] input) throws Exception {
        return verifier.verify(input);
    }

    @Override
    public byte[] mended(byte[] input) {
        return mending.apply(input);
    }

    static List<Door> all() {
        Receipt receipt = Receipt.read(Inputs.sample("receipt.json"));
        return List.of(
                new ProofDoor(
                        "receipt",
                        Grammar.JSON,
                        List.of(Inputs.sample("receipt.json"), Inputs.sample("receipt-log.json")),
                        512,
                        ProofDoor::canonical,
                        ProofDoor::receipt),
                new ProofDoor(
                        "disclosure",
                        Grammar.JSON,
                        List.of(
                                Disclosure.of(receipt, Hidden.PRICES),
                                Disclosure.of(receipt, Hidden.QUANTITIES)),
                        512,
                        ProofDoor::canonical,
                        ProofDoor::disclosure),
                new ProofDoor(
                        "bundle",
                        Grammar.JSON,
                        List.of(Inputs.sample("bundle.json"), Inputs.sample("bundle-later.json")),
                        4_096,
                        ProofDoor::digested,
                        ProofDoor::bundle),
                new ProofDoor(
                        "checkpoint",
                        Grammar.TEXT,
                        List.of(Inputs.sample("checkpoints")),
                        512,
                        UnaryOperator.identity(),
                        ProofDoor::checkpoint),
                new ProofDoor(
                        "log key",
                        Grammar.TEXT,
                        List.of(Inputs.sample("log.pub")),
                        512,
                        UnaryOperator.identity(),
                        ProofDoor::key),
                new ProofDoor(
                        "log signing key",
                        Grammar.TEXT,
                        Inputs.texts(SIGNING_KEY),
                        512,
                        UnaryOperator.identity(),
                        ProofDoor::signingKey),
                new ProofDoor(
                        "keystore",
                        Grammar.JSON,
                        Inputs.texts(KEYSTORE),
                        512,
                        UnaryOperator.identity(),
                        ProofDoor::keystore),
                log("log checkpoints", "checkpoints", "entries"),
                log("log entries", "entries", "checkpoints"));
    }

    private static Door log(String name, String fuzzed, String kept) {
        Path directory = Inputs.directory();
        return new ProofDoor(
                name,
                Grammar.TEXT,
                List.of(Inputs.sample(fuzzed)),
                512,
                UnaryOperator.identity(),
                bytes -> {
                    Files.write(directory.resolve(fuzzed), bytes);
                    Files.write(directory.resolve(kept), Inputs.sample(kept));
                    try {
                        LogHistory log = LogHistory.read(directory, TRUSTED.getFirst());
                        return new Said(Answer.TAKEN, "checkpoints " + (log.checkpoints() > 0));
                    } catch (LogDamagedException e) {
                        return Said.refused(e.getMessage());
                    }
                });
    }

    private static Said receipt(byte[] bytes) {
        return switch (ReceiptVerifier.verify(bytes, TRUSTED)) {
            case Verification.Verified verified -> Said.taken();
            case Verification.Failed failed -> Said.refused(failed.line());
        };
    }

    private static Said disclosure(byte[] bytes) {
        return Disclosure.verify(bytes, TRUSTED)
                .failed()
                .map(failed -> Said.refused(failed.line()))
                .orElseGet(Said::taken);
    }

    private static Said bundle(byte[] bytes) {
        return switch (BundleVerifier.verify(bytes, TRUSTED)) {
            case BundleVerification.Verified verified -> Said.taken();
            case BundleVerification.Failed failed ->
                    Said.refused(failed.step() + " " + failed.reason());
        };
    }

    private static Said checkpoint(byte[] bytes) {
        try {
            SignedCheckpoint note = SignedCheckpoint.parse(text(bytes));
            return new Said(Answer.TAKEN, "signed " + note.isSignedBy(TRUSTED.getFirst()));
        } catch (InvalidLogTextException e) {
            return Said.refused(e.getMessage());
        }
    }

    private static Said key(byte[] bytes) {
        try {
            LogPublicKey.parse(text(bytes));
            return Said.taken();
        } catch (InvalidLogTextException e) {
            return Said.refused(e.getMessage());
        }
    }

    private static Said signingKey(byte[] bytes) {
        try {
            LogSigningKey.parse("fuzz.example/log", text(bytes).toCharArray());
            return Said.taken();
        } catch (InvalidLogTextException e) {
            return Said.refused(e.getMessage());
        }
    }

    private static Said keystore(byte[] bytes) throws IOException {
        try {
            Path file = Files.write(KEYSTORE_DIRECTORY.resolve("keystore.json"), bytes);
            EvmKeystore.read(file, "testpassword".toCharArray());
            return Said.taken();
        } catch (AnchorConfigurationException e) {
            return Said.refused(e.getMessage());
        }
    }

    /** In the one form that is read, with the digest that belongs to it. */
    private static byte[] canonical(byte[] input) {
        try {
            if (!(JSON.readTree(input) instanceof ObjectNode object)) {
                return input;
            }
            object.put("digest", NO_DIGEST);
            String body = CANONICAL.writeValueAsString(object);
            int end = body.length() - LAST_LINES.length();
            if (end < 0 || !body.endsWith(LAST_LINES)) {
                return input;
            }
            Hash32 digest = Hash32.keccak(Inputs.bytes(body.substring(0, end)));
            return Inputs.bytes(body.replace(NO_DIGEST, digest.toString()) + "\n");
        } catch (IOException | RuntimeException e) {
            return input; // past repair
        }
    }

    private static byte[] digested(byte[] input) {
        String text = text(input);
        int at = text.lastIndexOf(DIGEST);
        if (at < 0) {
            return input;
        }
        byte[] body = Inputs.bytes(text.substring(0, at));
        return Inputs.bytes(text.substring(0, at) + DIGEST + Hash32.keccak(body) + "\"}\n");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
