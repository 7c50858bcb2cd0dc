package io.usance.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransparencyLogTest {
    private static final String ORIGIN = "plant.example/log";

    @TempDir private Path scratch;
    private LogSigningKey key;
    private Path directory;
    private final List<String> seen = new ArrayList<>();

    @BeforeEach
    void makeKey() throws IOException {
        key = LogSigningKey.generate(ORIGIN, scratch.resolve("log.pem"), new SecureRandom());
        directory = scratch.resolve("log");
    }

    private TransparencyLog open() throws IOException {
        seen.clear();
        return TransparencyLog.open(
                directory,
                key,
                (index, entry) -> {
                    assertThat(index).isEqualTo(seen.size());
                    seen.add(new String(entry, StandardCharsets.UTF_8));
                });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void fill(int entries) throws IOException {
        try (TransparencyLog log = open()) {
            for (int i = log.size(); i < entries; i++) {
                assertThat(log.append(bytes("entry " + i))).isEqualTo(i);
            }
        }
    }

    @Test
    void whatIsAppendedIsThereAfterARestartWithTheSameCheckpoints() throws IOException {
        List<String> before = new ArrayList<>();
        try (TransparencyLog log = open()) {
            assertThat(log.checkpoint()).isEmpty();
            for (int i = 0; i < 20; i++) {
                log.append(bytes("entry " + i));
                before.add(log.checkpoint().orElseThrow().text());
            }
        }
        try (TransparencyLog log = open()) {
            assertThat(log.repairs()).isEmpty();
            assertThat(log.size()).isEqualTo(20);
            assertThat(seen).hasSize(20).startsWith("entry 0").endsWith("entry 19");
            for (int i = 0; i < 20; i++) {
                SignedCheckpoint signed = log.checkpointOf(i);
                assertThat(signed.text()).isEqualTo(before.get(i));
                assertThat(signed.isSignedBy(key.publicKey())).isTrue();
                assertThat(log.checkpointsOver(i)).isEqualTo(20 - i);
                LogHash root = log.checkpoint().orElseThrow().checkpoint().root();
                assertThat(log.inclusion(i, 20).verify(log.leaf(i), root)).isTrue();
                assertThat(log.consistency(i + 1, 20).verify(signed.checkpoint().root(), root))
                        .isTrue();
            }
        }
    }

    /** A crash while the third entry, or its checkpoint, is being written: at every byte. */
    @Test
    void whateverPartOfAnAppendACrashLeavesIsCutOff() throws IOException {
        fill(3);
        byte[] entries = Files.readAllBytes(directory.resolve(LogFiles.ENTRIES));
        byte[] notes = Files.readAllBytes(directory.resolve(LogFiles.CHECKPOINTS));
        int twoEntries = 2 * "entry 0\n".length();
        int twoNotes = notes.length / 3 * 2;
        assertThat(notes.length % 3).isZero();
        for (int written = 1; written <= entries.length - twoEntries; written++) {
            crashed(Arrays.copyOf(entries, twoEntries + written), Arrays.copyOf(notes, twoNotes));
        }
        for (int written = 1; written < notes.length - twoNotes; written++) {
            crashed(entries, Arrays.copyOf(notes, twoNotes + written));
        }
        // Room that the file system made and did not fill.
        crashed(Arrays.copyOf(entries, entries.length + 100), Arrays.copyOf(notes, twoNotes));
        crashed(entries, Arrays.copyOf(Arrays.copyOf(notes, twoNotes), twoNotes + 100));
        assertThat(Files.readAllBytes(directory.resolve(LogFiles.ENTRIES))).isEqualTo(entries);
        assertThat(Files.readAllBytes(directory.resolve(LogFiles.CHECKPOINTS))).isEqualTo(notes);
    }

    private void crashed(byte[] entries, byte[] notes) throws IOException {
        Files.write(directory.resolve(LogFiles.ENTRIES), entries);
        Files.write(directory.resolve(LogFiles.CHECKPOINTS), notes);
        try (TransparencyLog log = open()) {
            assertThat(log.size()).isEqualTo(2);
            assertThat(log.repairs())
                    .isNotEmpty()
                    .allMatch(
                            repair -> repair.startsWith("the log in " + directory + ": cut off "));
            log.append(bytes("entry 2"));
        }
        try (TransparencyLog log = open()) {
            assertThat(log.size()).isEqualTo(3);
            assertThat(log.repairs()).isEmpty();
        }
    }

    @Test
    void oneProcessAtATimeHasItOpen() throws IOException {
        try (TransparencyLog log = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is open in another process");
            log.append(bytes("entry 0"));
        }
        fill(2);
    }

    @Test
    void anotherKeyAndAnotherNameAreRefused() throws IOException {
        fill(1);
        LogSigningKey own = key;
        key = LogSigningKey.generate(ORIGIN, scratch.resolve("other.pem"), new SecureRandom());
        assertThatThrownBy(this::open)
                .isInstanceOf(LogDamagedException.class)
                .hasMessageContaining("is not signed by the key given, " + key.publicKey().keyId());
        key = LogSigningKey.read("other.example/log", scratch.resolve("log.pem"));
        assertThatThrownBy(this::open)
                .isInstanceOf(LogDamagedException.class)
                .hasMessageContaining(
                        "it is the log plant.example/log, the key given is of other.example/log");
        key = own;
        fill(2);
    }

    @Test
    void everyChangedByteOfTheFilesIsNoticed() throws IOException {
        fill(4);
        for (String name : List.of(LogFiles.ENTRIES, LogFiles.CHECKPOINTS)) {
            Path file = directory.resolve(name);
            byte[] whole = Files.readAllBytes(file);
            int lastNote = whole.length / 4 * 3;
            for (int i = 0; i < whole.length; i++) {
                if (name.equals(LogFiles.CHECKPOINTS) && i < lastNote && isSignature(whole, i)) {
                    continue; // of an old checkpoint: verified when it is read
                }
                byte[] changed = whole.clone();
                changed[i] ^= 1;
                Files.write(file, changed);
                assertThatThrownBy(this::open)
                        .as("%s, byte %d", name, i)
                        .isInstanceOf(LogDamagedException.class)
                        .message()
                        .hasLineCount(1);
            }
            Files.write(file, whole);
        }
        fill(5);
    }

    private static boolean isSignature(byte[] notes, int at) {
        int start = at;
        while (start > 0 && notes[start - 1] != '\n') {
            start--;
        }
        return notes[start] == (byte) 0xe2;
    }

    @Test
    void whatNoCrashLeavesIsNotRepaired() throws IOException {
        fill(4);
        Path entries = directory.resolve(LogFiles.ENTRIES);
        Path notes = directory.resolve(LogFiles.CHECKPOINTS);
        byte[] wholeEntries = Files.readAllBytes(entries);
        byte[] wholeNotes = Files.readAllBytes(notes);

        Files.write(entries, Arrays.copyOf(wholeEntries, 20));
        assertThatThrownBy(this::open)
                .hasMessageContaining("a checkpoint of size 3 is signed, but there are 2 entries");

        Files.write(entries, wholeEntries);
        Files.write(notes, Arrays.copyOf(wholeNotes, wholeNotes.length / 2));
        assertThatThrownBy(this::open)
                .hasMessageContaining("entries go on after the 2 that the last checkpoint covers");

        Files.write(notes, Arrays.copyOf(wholeNotes, wholeNotes.length + 10_000));
        assertThatThrownBy(this::open)
                .hasMessageContaining("10000 bytes at the end of checkpoints")
                .hasMessageContaining("restore the directory from a copy");
        assertThat(Files.size(notes)).isEqualTo(wholeNotes.length + 10_000);
    }

    @Test
    void entriesAreOneLineOfBoundedLength() throws IOException {
        try (TransparencyLog log = open()) {
            for (String entry : List.of("", "two\nlines", "x".repeat(4_097))) {
                assertThatThrownBy(() -> log.append(bytes(entry)))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            log.append(bytes("x".repeat(4_096)));
            assertThatThrownBy(() -> log.inclusion(1, 1))
                    .hasMessage("no proof of entry 1 at size 1 in a log of 1");
            assertThatThrownBy(() -> log.consistency(0, 1))
                    .hasMessage("no proof from size 0 to 1 in a log of 1");
        }
        try (TransparencyLog log = open()) {
            assertThat(log.size()).isEqualTo(1);
        }
    }
}
