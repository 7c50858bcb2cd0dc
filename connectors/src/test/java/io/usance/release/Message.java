package io.usance.release;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;

/**
 * What arrives on Kafka.
 *
 * @param topic without a prefix
 * @param key the silo
 */
record Message(String topic, String key, Instant at, String value) {
    /** What came after the tables were written, in order. */
    static List<Message> next() throws IOException {
        return Files.readAllLines(OldRelease.DIRECTORY.resolve("next/messages.tsv")).stream()
                .map(Message::of)
                .toList();
    }

    private static Message of(String line) {
        String[] cells = line.split("\t", 4);
        return new Message(cells[0], cells[1], Instant.parse(cells[2]), cells[3]);
    }
}
