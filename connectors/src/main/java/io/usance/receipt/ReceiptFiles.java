package io.usance.receipt;

import io.usance.anchor.Receipt;
import io.usance.batching.BatchArchive;
import io.usance.bundle.BundleIssuer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Receipts and batch dumps as files, each one named for what is in it and written whole or not at
 * all.
 *
 * <p>The same receipt always gets the same name, so writing twice changes nothing.
 */
public final class ReceiptFiles {
    /** Characters of a settlement's id that a file name keeps. */
    static final int NAME_CHARS_MAX = 120;

    private static final int HASH_BYTES = 4;
    private static final Pattern NUMBERED = Pattern.compile("(.*)/([1-9][0-9]{0,18})");

    private ReceiptFiles() {}

    /**
     * File name of a settlement's receipt: {@code contract-01-000057.json} for {@code
     * contract-01/57}.
     *
     * <p>Characters other than {@code A-Z a-z 0-9 . _ -} become {@code _}; where that, or cutting
     * off a long id, loses something, a hash of the id keeps names apart.
     */
    public static String nameOf(String settlementId) {
        Matcher numbered = NUMBERED.matcher(settlementId);
        String contractId = numbered.matches() ? numbered.group(1) : settlementId;
        String number = numbered.matches() ? "-" + padded(numbered.group(2)) : "";
        String safe = safe(contractId);
        String hash =
                safe.equals(contractId) && numbered.matches() ? "" : "-" + shortHash(settlementId);
        return safe + number + hash + ".json";
    }

    /** Six digits or more, so that names sort in the order of the settlements. */
    private static String padded(String number) {
        return "0".repeat(Math.max(0, 6 - number.length())) + number;
    }

    private static String safe(String text) {
        String safe = text.replaceAll("[^A-Za-z0-9._-]", "_");
        if (safe.startsWith(".")) {
            safe = "_" + safe.substring(1);
        }
        return safe.length() > NAME_CHARS_MAX ? safe.substring(0, NAME_CHARS_MAX) : safe;
    }

    /** File name of a batch's dump, for example {@code batch-000012.json}. */
    public static String nameOfBatch(long batchNo) {
        return "batch-%06d.json".formatted(batchNo);
    }

    private static String shortHash(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /**
     * Writes receipts.
     *
     * @param directory created if missing
     * @return the files, in the order of the receipts
     */
    public static List<Path> write(List<Receipt> receipts, Path directory) throws IOException {
        Files.createDirectories(directory);
        List<Path> files = new ArrayList<>(receipts.size());
        for (Receipt receipt : receipts) {
            byte[] content = receipt.toJson();
            files.add(
                    write(
                            directory.resolve(nameOf(receipt.settlement().settlementId())),
                            out -> out.write(content)));
        }
        return files;
    }

    /**
     * Writes the bundles of a batch's settlements.
     *
     * @param wanted settlements, by id
     * @param directory created if missing
     * @return how many
     */
    public static long writeBundles(
            BundleIssuer issuer, long batchNo, Predicate<String> wanted, Path directory)
            throws IOException {
        Files.createDirectories(directory);
        AtomicLong written = new AtomicLong();
        try {
            issuer.issue(
                    batchNo,
                    wanted,
                    bundle -> {
                        try {
                            write(
                                    directory.resolve(nameOf(bundle.settlementId())),
                                    out -> out.write(bundle.file()));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                        written.incrementAndGet();
                    });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return written.get();
    }

    /**
     * Writes a batch as OpenZeppelin's {@code standard-v1} dump.
     *
     * @param directory created if missing
     * @throws IllegalArgumentException if there is no such batch
     */
    public static Path writeDump(BatchArchive archive, long batchNo, Path directory)
            throws IOException {
        Files.createDirectories(directory);
        return write(directory.resolve(nameOfBatch(batchNo)), out -> archive.dump(batchNo, out));
    }

    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private static Path write(Path file, Content content) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".part");
        try (OutputStream out = Files.newOutputStream(draft)) {
            content.writeTo(out);
        }
        return Files.move(
                draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
