package io.usance.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogKeyTest {
    /** Key and note of the tests of Go's {@code golang.org/x/mod/sumdb/note}. */
    private static final String NAME = "PeterNeumann";

    private static final String PUBLIC_KEY =
            "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    private static final String PRIVATE_KEY = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    private static final String TEXT =
            "If you think cryptography is the answer to your problem,\n"
                    + "then you don't know what your problem is.\n";

    private static final String SIGNATURE =
            "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";

    /** PKCS#8 of the key above: a fixed beginning, and the 32 bytes behind the key's type. */
    private static LogSigningKey published() {
        byte[] typed = Base64.getDecoder().decode(PRIVATE_KEY);
        String pkcs8 = "302e020100300506032b657004220420" + HexFormat.of().formatHex(typed, 1, 33);
        String base64 = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(pkcs8));
        return LogSigningKey.parse(NAME, base64.toCharArray());
    }

    @Test
    void keyIdAndSignatureAreThoseOfGoForThePublishedKey() {
        LogSigningKey key = published();
        assertThat(key.publicKey()).hasToString(PUBLIC_KEY);
        assertThat(key.publicKey().keyId()).isEqualTo("c74f20a3");
        byte[] text = TEXT.getBytes(StandardCharsets.UTF_8);
        byte[] expected = Base64.getDecoder().decode(SIGNATURE);
        assertThat(key.sign(text)).isEqualTo(Arrays.copyOfRange(expected, 4, expected.length));
        assertThat(key.publicKey().verify(text, Arrays.copyOfRange(expected, 4, 68))).isTrue();
        assertThat(key).hasToString("LogSigningKey[PeterNeumann c74f20a3]");
    }

    @Test
    void aPublicKeyIsReadInItsOneFormOnly() {
        LogPublicKey key = LogPublicKey.parse(PUBLIC_KEY + "\n");
        assertThat(key).hasToString(PUBLIC_KEY).isEqualTo(published().publicKey());
        for (int i = 0; i < PUBLIC_KEY.length(); i++) {
            StringBuilder changed = new StringBuilder(PUBLIC_KEY);
            changed.setCharAt(i, (char) (changed.charAt(i) + 1));
            assertThatThrownBy(() -> LogPublicKey.parse(changed.toString()))
                    .as(changed.toString())
                    .isInstanceOf(InvalidLogTextException.class);
        }
        assertThatThrownBy(() -> LogPublicKey.parse("nothing\nof the kind"))
                .hasMessage(
                        "a log's public key is name+id+key, such as"
                                + " plant.example/log+1a2b3c4d+AbC…, not 'nothing?of the kind'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a+b", "a\u00a0b", "a\nb", "\ud800"})
    void aNameWithoutBlanksAndPlusSignsIsWanted(String name) {
        assertThatThrownBy(() -> new Checkpoint(name, 0, LogHash.ofNothing()))
                .isInstanceOf(InvalidLogTextException.class)
                .hasMessageContaining("without blanks and plus signs");
    }

    @Test
    void aNewKeyIsItsOwnersAloneAndReadsBack(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("log.pem");
        LogSigningKey key = LogSigningKey.generate("plant.example/log", file, new SecureRandom());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(LogSigningKey.read("plant.example/log", file).publicKey())
                .isEqualTo(key.publicKey());
        String pem = Files.readString(file);
        assertThat(pem).startsWith("-----BEGIN PRIVATE KEY-----\n");
        assertThatThrownBy(() -> LogSigningKey.generate("another", file, new SecureRandom()))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent(pem);
    }

    @Test
    void aKeyFileOpenToOthersIsRefused(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("log.pem");
        LogSigningKey.generate("plant.example/log", file, new SecureRandom());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> LogSigningKey.read("plant.example/log", file))
                .isInstanceOf(InvalidLogTextException.class)
                .hasMessageContaining("is open to others (rw-r-----); run chmod 600 on it");
    }

    @Test
    void whatIsNoKeyIsToldWithoutShowingIt() {
        // The last is PKCS#8 of an X25519 key.
        for (String text :
                List.of(
                        "my secret",
                        "bXkgc2VjcmV0",
                        "MC4CAQAwBQYDK2VuBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f")) {
            assertThatThrownBy(() -> LogSigningKey.parse("plant.example/log", text.toCharArray()))
                    .isInstanceOf(InvalidLogTextException.class)
                    .hasMessageContaining("is no Ed25519 key in PKCS#8")
                    .hasMessageNotContaining(text);
        }
    }

    @Test
    void aCheckpointIsReadInItsOneFormOnly() {
        LogSigningKey key = published();
        SignedCheckpoint signed = key.sign(new Checkpoint(NAME, 7, LogHash.ofNothing()));
        String text = signed.text();
        assertThat(text)
                .startsWith(
                        "PeterNeumann\n7\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n"
                                + "— PeterNeumann x08go");
        assertThat(SignedCheckpoint.parse(text)).isEqualTo(signed);
        assertThat(signed.isSignedBy(key.publicKey())).isTrue();
        for (int i = 0; i < text.length(); i++) {
            for (char other : new char[] {'0', 'A', ' ', '\n', '=', (char) (text.charAt(i) ^ 1)}) {
                StringBuilder changed = new StringBuilder(text);
                changed.setCharAt(i, other);
                assertThat(text.charAt(i) == other || !passes(changed.toString(), key)).isTrue();
            }
            assertThat(passes(text.substring(0, i), key)).isFalse();
        }
    }

    private static boolean passes(String text, LogSigningKey key) {
        try {
            return SignedCheckpoint.parse(text).isSignedBy(key.publicKey());
        } catch (InvalidLogTextException refused) {
            assertThat(refused.reason()).hasLineCount(1);
            return false;
        }
    }

    @Test
    void aSignatureOfAWitnessMayStandBesideTheLogs() {
        LogSigningKey key = published();
        String text = key.sign(new Checkpoint(NAME, 7, LogHash.ofNothing())).text();
        SignedCheckpoint both = SignedCheckpoint.parse(text + "— witness.example/w AAAAAAAA\n");
        assertThat(both.signatures()).hasSize(2);
        assertThat(both.isSignedBy(key.publicKey())).isTrue();
        assertThatThrownBy(() -> SignedCheckpoint.parse(text + "— w AAAAAAAA\n".repeat(16)))
                .isInstanceOf(InvalidLogTextException.class);
        assertThatThrownBy(() -> SignedCheckpoint.parse("x".repeat(SignedCheckpoint.CHARS_MAX + 1)))
                .hasMessage("has 8193 characters, at most 8192");
    }
}
