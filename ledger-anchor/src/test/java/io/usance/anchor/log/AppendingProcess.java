package io.usance.anchor.log;

import io.usance.anchor.Hash32;
import io.usance.tlog.LogSigningKey;
import java.nio.file.Path;

/**
 * Submits batches 1, 2, 3 and so on, and prints the number of each that is anchored for the first
 * time.
 */
final class AppendingProcess {
    private AppendingProcess() {}

    public static void main(String[] arguments) throws Exception {
        LogSigningKey key = LogSigningKey.read(arguments[0], Path.of(arguments[1]));
        try (LogAnchor anchor = LogAnchor.in(Path.of(arguments[2]), key)) {
            Hash32 root = Hash32.of(new byte[Hash32.BYTES]);
            for (int batchNo = 1; batchNo < 10_000; batchNo++) {
                if (anchor.find(batchNo).isEmpty()) {
                    anchor.submit(batchNo, root, batchNo);
                    System.out.println(batchNo);
                }
            }
        }
    }
}
