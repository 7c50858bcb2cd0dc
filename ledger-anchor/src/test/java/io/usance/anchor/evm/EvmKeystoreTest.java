package io.usance.anchor.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.anchor.AnchorConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvmKeystoreTest {
    /**
     * The PBKDF2 test vector of the Web3 Secret Storage definition; password {@code testpassword}.
     */
    private static final String PUBLISHED =
            """
            {"crypto": {"cipher": "aes-128-ctr",
              "cipherparams": {"iv": "6087dab2f9fdbbfaddc31a909735c1e6"},
              "ciphertext": "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
              "kdf": "pbkdf2",
              "kdfparams": {"c": 262144, "dklen": 32, "prf": "hmac-sha256",
                "salt": "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
              "mac": "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},
             "id": "3198bc9c-6672-5ab3-d995-4942343ae5b6", "version": 3}
            """;

    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit injects the directory
    EvmKeystoreTest() {}

    @Test
    void thePublishedVectorOpens() throws IOException {
        Path file = Files.writeString(directory.resolve("k.json"), PUBLISHED);
        assertThat(new String(EvmKeystore.read(file, "testpassword".toCharArray())))
                .isEqualTo("7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d");
    }

    @Test
    void whatDoesNotOpenIsToldWithoutItsContent() throws IOException {
        Path file = Files.writeString(directory.resolve("k.json"), PUBLISHED);
        refused(file, "s3cret", "does not open with this password");
        refused(directory.resolve("none"), "s3cret", "does not exist");
        Path text = Files.writeString(directory.resolve("t"), "s3cret");
        refused(text, "s3cret", "is not the JSON of Web3 Secret Storage, version 3");
        Path other = Files.writeString(directory.resolve("o"), "{\"version\": 3}");
        Path heavy =
                Files.writeString(
                        directory.resolve("h"),
                        PUBLISHED
                                .replace("pbkdf2", "scrypt")
                                .replace("\"c\": 262144", "\"n\": 262144, \"r\": 1, \"p\": 8")
                                .replace(" \"prf\": \"hmac-sha256\",", ""));
        refused(
                heavy,
                "s3cret",
                "has parameters that cannot be computed with; encrypt the key again");
        refused(other, "s3cret", "is not the JSON of Web3 Secret Storage, version 3");
    }

    private static void refused(Path file, String password, String why) {
        assertThatThrownBy(() -> EvmKeystore.read(file, password.toCharArray()))
                .isInstanceOf(AnchorConfigurationException.class)
                .hasMessage("keystore " + file + " " + why)
                .hasNoCause();
    }
}
