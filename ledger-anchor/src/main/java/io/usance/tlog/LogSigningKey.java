package io.usance.tlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

/**
 * The key that signs a log's checkpoints: Ed25519, kept as PKCS#8 in PEM, as {@code openssl genpkey
 * -algorithm ed25519} writes it. Anyone who has it can sign another history; it is a secret. Its
 * name is the log's origin.
 */
public final class LogSigningKey {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final int TEXT_CHARS_MAX = 4_096;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final PrivateKey signing;
    private final LogPublicKey publicKey;

    private LogSigningKey(PrivateKey signing, LogPublicKey publicKey) {
        this.signing = signing;
        this.publicKey = publicKey;
    }

    /**
     * Makes a new key and writes it to a new file that only its owner can read.
     *
     * @param name of the log, such as {@code plant.example/log}
     * @param random secure
     * @throws FileAlreadyExistsException if the file is there; it is left as it is
     * @throws IOException if it cannot be written, or its file system knows no owners
     */
    public static LogSigningKey generate(String name, Path file, SecureRandom random)
            throws IOException {
        LogPublicKey.requireName(name);
        byte[] encoded;
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(255, random);
            encoded = generator.generateKeyPair().getPrivate().getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no Ed25519", e);
        }
        String pem = BEGIN + "\n" + Base64.getEncoder().encodeToString(encoded) + "\n" + END + "\n";
        try (FileChannel out =
                FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            LogFiles.write(out, ByteBuffer.wrap(pem.getBytes(StandardCharsets.US_ASCII)));
            out.force(true);
        } catch (UnsupportedOperationException e) {
            throw new IOException(file + " is on a file system without owners; use another", e);
        }
        return parse(name, pem.toCharArray());
    }

    /**
     * Reads a key file.
     *
     * @throws InvalidLogTextException if others than its owner may read it, or it holds no key
     * @throws IOException if it cannot be read
     */
    public static LogSigningKey read(String name, Path file) throws IOException {
        if (Files.getFileStore(file).supportsFileAttributeView("posix")
                && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
            throw new InvalidLogTextException(
                    "the key file %s is open to others (%s); run chmod 600 on it"
                            .formatted(
                                    file,
                                    PosixFilePermissions.toString(
                                            Files.getPosixFilePermissions(file))));
        }
        if (Files.size(file) > TEXT_CHARS_MAX) {
            throw new InvalidLogTextException("the key file " + file + " is too long for a key");
        }
        return parse(name, Files.readString(file, StandardCharsets.US_ASCII).toCharArray());
    }

    /**
     * A key from a secret that was read elsewhere, such as an environment variable.
     *
     * @param name of the log
     * @param pkcs8 PEM, or its base64 alone; may be cleared afterwards
     * @throws InvalidLogTextException if it is none; the message does not show it
     */
    public static LogSigningKey parse(String name, char[] pkcs8) {
        LogPublicKey.requireName(name);
        String base64 = new String(pkcs8).replace(BEGIN, "").replace(END, "").replaceAll("\\s", "");
        byte[] encoded;
        try {
            encoded = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw notAKey(name, pkcs8.length);
        }
        try {
            PrivateKey key =
                    KeyFactory.getInstance("Ed25519")
                            .generatePrivate(new PKCS8EncodedKeySpec(encoded));
            byte[] seed =
                    ((EdECPrivateKey) key)
                            .getBytes()
                            .orElseThrow(() -> notAKey(name, pkcs8.length));
            // The JDK does not derive the public key from the private one.
            byte[] publicKey =
                    new Ed25519PrivateKeyParameters(seed, 0).generatePublicKey().getEncoded();
            Arrays.fill(seed, (byte) 0);
            return new LogSigningKey(key, LogPublicKey.of(name, publicKey));
        } catch (GeneralSecurityException e) {
            throw notAKey(name, pkcs8.length);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private static InvalidLogTextException notAKey(String name, int chars) {
        return new InvalidLogTextException(
                "the private key of %s, %d characters, is no Ed25519 key in PKCS#8; make one with"
                                .formatted(name, chars)
                        + " openssl genpkey -algorithm ed25519");
    }

    /** What checkpoints of this key are verified with. */
    public LogPublicKey publicKey() {
        return publicKey;
    }

    /** Signs; the same checkpoint always gets the same signature. */
    SignedCheckpoint sign(Checkpoint checkpoint) {
        return SignedCheckpoint.of(
                checkpoint, publicKey, sign(checkpoint.body().getBytes(StandardCharsets.UTF_8)));
    }

    byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(signing);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("signing as " + publicKey.name() + " failed", e);
        }
    }

    /** Shows the name and the public key's id alone. */
    @Override
    public String toString() {
        return "LogSigningKey[" + publicKey.name() + " " + publicKey.keyId() + "]";
    }
}
