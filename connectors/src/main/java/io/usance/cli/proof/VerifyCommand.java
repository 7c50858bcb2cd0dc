package io.usance.cli.proof;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.anchor.AnchorException;
import io.usance.anchor.Disclosure;
import io.usance.anchor.ReceiptVerifier;
import io.usance.anchor.Verification;
import io.usance.bundle.Bundle;
import io.usance.bundle.BundleVerification;
import io.usance.bundle.BundleVerifier;
import io.usance.cli.console.CliFailure;
import io.usance.cli.proof.AnchorCheck.Mismatch;
import io.usance.tlog.LogPublicKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Checks receipts with nothing but their bytes and the public keys of logs, and against the chain
 * if a node is given.
 */
@Command(
        name = "verify",
        description =
                "Checks receipts and bundles offline; exit code 1 if one fails. Of a bundle the whole"
                        + " amount is computed again, from the readings to the root.",
        mixinStandardHelpOptions = true)
public final class VerifyCommand implements Runnable {
    private static final int REASON_CHARS_MAX = 2_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Receipts, disclosures or bundles, or directories with them (*.json).")
    private List<Path> files;

    @Option(
            names = "--rpc",
            paramLabel = "URL",
            description =
                    "Also ask this EVM node whether the contract holds each receipt's batch, and of"
                            + " bundles whether the escrow has moved what they say.")
    private @Nullable String rpc;

    @Option(
            names = "--log-key",
            paramLabel = "KEY",
            description =
                    "Public key of a transparency log (name+id+key), or a file with it, for receipts of"
                            + " that log; repeatable. From its operator, not from whom the receipts are.")
    private List<String> logKeys = List.of();

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec;

    /** States that bundles begin with and no other bundle proves: of what, and their hash. */
    private final SortedSet<String> given = new TreeSet<>();

    @SuppressWarnings("NullAway.Init") // picocli injects them
    VerifyCommand() {}

    /** What is wrong with one file. */
    private record Failure(Path file, String step, String field, String reason) {}

    @Override
    public void run() {
        List<LogPublicKey> trusted = LogKeys.of(logKeys);
        List<Path> receipts = receipts();
        List<Failure> failures = new ArrayList<>();
        try (AnchorCheck chain = rpc == null ? null : new AnchorCheck(rpc)) {
            receipts.forEach(file -> check(file, trusted, chain).ifPresent(failures::add));
        } catch (AnchorException e) {
            throw new CliFailure("the chain cannot be asked: " + e.getMessage(), e);
        }
        report(receipts.size() - failures.size(), failures);
        if (!failures.isEmpty()) {
            throw new CliFailure(failures.size() + " of " + receipts.size() + " failed");
        }
    }

    private List<Path> receipts() {
        List<Path> receipts = new ArrayList<>();
        for (Path path : files) {
            if (!Files.isDirectory(path)) {
                receipts.add(path);
                continue;
            }
            List<Path> found = new ArrayList<>();
            try (DirectoryStream<Path> in = Files.newDirectoryStream(path, "*.json")) {
                in.forEach(found::add);
            } catch (IOException e) {
                throw new CliFailure("directory " + path + " cannot be read: " + e, e);
            }
            if (found.isEmpty()) {
                throw new CliFailure("there is no *.json in directory " + path);
            }
            receipts.addAll(found.stream().sorted().toList());
        }
        return receipts;
    }

    private Optional<Failure> check(
            Path file, List<LogPublicKey> trusted, @Nullable AnchorCheck chain) {
        byte[] content;
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            return Optional.of(new Failure(file, "file", "$", "is not a regular file"));
        }
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(Bundle.BYTES_MAX + 1);
        } catch (NoSuchFileException e) {
            return Optional.of(new Failure(file, "file", "$", "does not exist"));
        } catch (IOException e) {
            return Optional.of(new Failure(file, "file", "$", "cannot be read: " + e));
        }
        if (BundleVerifier.isBundle(content)) {
            return bundle(file, content, trusted, chain);
        }
        return Disclosure.isDisclosure(content)
                ? disclosure(file, content, trusted, chain)
                : receipt(file, content, trusted, chain);
    }

    private static Optional<Failure> disclosure(
            Path file, byte[] content, List<LogPublicKey> trusted, @Nullable AnchorCheck chain) {
        Disclosure.Result result = Disclosure.verify(content, trusted);
        if (result.failed().isPresent() || chain == null) {
            return result.failed().map(failed -> failure(file, failed));
        }
        return result.verified()
                .flatMap(verified -> chain.mismatch(verified.batch(), verified.place()))
                .map(m -> anchorFailure(file, m));
    }

    private static Failure failure(Path file, Verification.Failed failed) {
        return new Failure(
                file, failed.step().text(), failed.field(), failed.reason() + hint(failed));
    }

    private Optional<Failure> bundle(
            Path file, byte[] content, List<LogPublicKey> trusted, @Nullable AnchorCheck chain) {
        return switch (BundleVerifier.verify(content, trusted)) {
            case BundleVerification.Failed failed ->
                    Optional.of(
                            new Failure(
                                    file,
                                    failed.step().text(),
                                    failed.field(),
                                    shortened(failed.reason())));
            case BundleVerification.Verified verified -> {
                verified.starts().forEach(start -> given.add(start.of() + " " + start.stateHash()));
                yield chain == null
                        ? Optional.empty()
                        : chain.mismatch(verified.receipt())
                                .or(() -> chain.mismatch(verified.bundle()))
                                .map(m -> anchorFailure(file, m));
            }
        };
    }

    /** Events in words can be long. */
    private static String shortened(String reason) {
        return reason.length() <= REASON_CHARS_MAX
                ? reason
                : reason.substring(0, REASON_CHARS_MAX) + "…";
    }

    private static Optional<Failure> receipt(
            Path file, byte[] content, List<LogPublicKey> trusted, @Nullable AnchorCheck chain) {
        return switch (ReceiptVerifier.verify(content, trusted)) {
            case Verification.Failed failed -> Optional.of(failure(file, failed));
            case Verification.Verified verified ->
                    chain == null
                            ? Optional.empty()
                            : chain.mismatch(verified.receipt()).map(m -> anchorFailure(file, m));
        };
    }

    private static String hint(Verification.Failed failed) {
        return failed.step() == Verification.Step.CHECKPOINT
                        && failed.field().equals("$.anchor.keyId")
                ? " with --log-key"
                : "";
    }

    private static Failure anchorFailure(Path file, Mismatch mismatch) {
        return new Failure(file, "anchor", mismatch.field(), mismatch.reason());
    }

    private void report(int verified, List<Failure> failures) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode result = JSON.createObjectNode().put("verified", verified);
            var list = result.putArray("failed");
            for (Failure failure : failures) {
                list.addObject()
                        .put("file", failure.file().toString())
                        .put("step", failure.step())
                        .put("field", failure.field())
                        .put("reason", failure.reason());
            }
            var states = result.putArray("takenAsGiven");
            given.forEach(states::add);
            out.println(result.toPrettyString());
            return;
        }
        for (Failure failure : failures) {
            out.println(
                    "%s: failed at step %s, %s: %s"
                            .formatted(
                                    failure.file(),
                                    failure.step(),
                                    failure.field(),
                                    failure.reason()));
        }
        out.println(verified + " verified");
        if (!given.isEmpty()) {
            out.println(
                    "%d states from before these bundles are taken as given; earlier bundles show them, such as %s"
                            .formatted(given.size(), given.first()));
        }
    }
}
