package io.usance.anchor;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A batch as an entry of a transparency log: {@code {"batchNo":1,"root":"0x…","count":20}}, these
 * bytes and no others.
 *
 * @param batchNo from 0
 * @param root of the batch's tree
 * @param count settlements in the batch, at least 1
 */
public record LogEntry(long batchNo, Hash32 root, int count) {
    private static final Pattern FORM =
            Pattern.compile(
                    "\\{\"batchNo\":(0|[1-9][0-9]*),\"root\":\"(0x[0-9a-f]{64})\","
                            + "\"count\":([1-9][0-9]*)\\}");

    public LogEntry {
        if (batchNo < 0 || count < 1) {
            throw new IllegalArgumentException(
                    "a batch is numbered from 0 and holds 1 or more, not %d with %d"
                            .formatted(batchNo, count));
        }
    }

    /** What the log keeps and hashes. */
    public byte[] toBytes() {
        return "{\"batchNo\":%d,\"root\":\"%s\",\"count\":%d}"
                .formatted(batchNo, root, count)
                .getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * @throws IllegalArgumentException if the bytes are not exactly those of an entry
     */
    public static LogEntry of(byte[] bytes) {
        Matcher fields = FORM.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        if (!fields.matches()) {
            throw new IllegalArgumentException("is no batch number, root and count");
        }
        return new LogEntry(
                Long.parseLong(fields.group(1)),
                Hash32.parse(fields.group(2)),
                Integer.parseInt(fields.group(3)));
    }
}
