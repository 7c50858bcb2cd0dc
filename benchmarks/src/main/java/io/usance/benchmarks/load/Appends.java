package io.usance.benchmarks.load;

import io.usance.intake.RecordQuarantined;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How often the log can be appended to, whatever is appended: each append holds the one row of the
 * head until its commit is on disk.
 */
final class Appends {
    private static final long SECONDS = 4;

    private Appends() {}

    /** Appends of one event each by so many writers, all together, per second. */
    static double perSecond(LoadSite site, int writers) throws InterruptedException {
        List<Callable<Long>> work = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            work.add(() -> append(site));
        }
        long count = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
            for (Future<Long> done : threads.invokeAll(work)) {
                count += done.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        return (double) count / SECONDS;
    }

    private static long append(LoadSite site) {
        byte[] value = new byte[100];
        long endNs = System.nanoTime() + SECONDS * 1_000_000_000;
        long count = 0;
        while (System.nanoTime() < endNs) {
            site.engine.quarantine(
                    new RecordQuarantined("none", 0, count, 0, "MEASURED", "", null, value));
            count++;
        }
        return count;
    }
}
