package io.usance.fuzz;

import com.sun.management.ThreadMXBean;
import io.usance.fuzz.Door.Said;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Hands changed inputs to one door. An input that reaches a new branch, or is answered as none
 * before, is kept and changed further.
 */
final class Fuzzer {
    /** CPU time that one input may take; a mebibyte of the worst takes a small part of it. */
    static final Duration CPU_MAX = Duration.ofSeconds(2);

    /** After so much CPU time an input is given up; it hangs. */
    static final Duration HANG_CPU = Duration.ofSeconds(10);

    /** After so long it waits for something, on however busy a machine. */
    static final Duration HANG = Duration.ofMinutes(3);

    /** Changed inputs that are tried however slow the machine is. */
    static final int CHANGED_MIN = 20;

    private static final int CORPUS_MAX = 4_000;
    private static final int FAILURES_MAX = 40;

    /** Answers that quote the input are new for ever. */
    private static final int SHAPES_KEPT_MAX = 500;

    private static final int HANGS_MAX = 3;
    private static final int AGAIN_MAX = 3;
    private static final int SHAPE_CHARS_MAX = 120;
    private static final int NEWEST = 32;
    private static final long POLL_MS = 50;

    /** What differs from input to input and is no other answer. */
    private static final Pattern VALUES =
            Pattern.compile("'[^']*'|\"[^\"]*\"|0x[0-9a-f]+|[0-9]+|[^\\x20-\\x7e]+");

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Door door;
    private final @Nullable Coverage coverage;
    private final RandomGenerator random;
    private final Mutator mutator;
    private final List<byte[]> corpus = new ArrayList<>();
    private final Set<String> shapes = new HashSet<>();
    private final Map<String, Failure> failures = new TreeMap<>();

    private volatile @Nullable Attempt running;
    private Said last = Said.refused(null);
    private long tried;
    private long taken;
    private long cpuNsMax;
    private long allocatedMax;
    private double perByteMax;
    private int hangs;

    /** An input at a door, and when it was handed in. */
    private record Attempt(byte[] input, long startedNs, long startedCpuNs) {
        boolean isHanging(Thread worker) {
            return System.nanoTime() - startedNs > HANG.toNanos()
                    || THREADS.getThreadCpuTime(worker.threadId()) - startedCpuNs
                            > HANG_CPU.toNanos();
        }
    }

    /**
     * What must not be.
     *
     * @param what tells it from other failures
     * @param input the shortest found
     * @param cause null if it was not an exception
     */
    record Failure(String what, byte[] input, @Nullable Throwable cause) {}

    /**
     * What was seen.
     *
     * @param outcomes answers that differ in more than their values
     * @param perByteMax bytes allocated above the base, per byte of the input
     */
    record Summary(
            String door,
            long tried,
            long taken,
            int outcomes,
            int corpus,
            long reached,
            long allocatedMax,
            double perByteMax,
            Duration cpuMax,
            List<Failure> failures) {}

    Fuzzer(Door door, @Nullable Coverage coverage, long seed) {
        this.door = door;
        this.coverage = coverage;
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        mutator = new Mutator(door.grammar(), random);
    }

    /** Tries inputs for so long; the seeds first, each of which must be taken. */
    Summary run(Duration budget) throws InterruptedException {
        long endNs = System.nanoTime() + budget.toNanos();
        do {
            Thread worker = new Thread(() -> work(endNs), "fuzz-" + door.name());
            worker.setDaemon(true);
            worker.start();
            watch(worker);
        } while (hangs > 0 && hangs < HANGS_MAX && System.nanoTime() < endNs);
        synchronized (this) {
            return new Summary(
                    door.name(),
                    tried,
                    taken,
                    shapes.size(),
                    corpus.size(),
                    coverage == null ? 0 : coverage.reached(),
                    allocatedMax,
                    perByteMax,
                    Duration.ofNanos(cpuNsMax),
                    List.copyOf(failures.values()));
        }
    }

    /** Returns when the worker has ended, or has to be left alone with an input. */
    private void watch(Thread worker) throws InterruptedException {
        while (worker.isAlive()) {
            worker.join(POLL_MS);
            Attempt attempt = running;
            if (attempt != null && attempt.isHanging(worker)) {
                hangs++;
                Throwable where = new Throwable("still running");
                where.setStackTrace(worker.getStackTrace());
                fail("hangs in " + frame(where), attempt.input(), where);
                running = null;
                return;
            }
        }
    }

    private void work(long endNs) {
        for (byte[] seed : door.seeds()) {
            accept(seed); // loads classes
            if (accept(seed) != Door.Answer.TAKEN) {
                fail("a seed is refused", seed, null);
            }
            keep(seed);
        }
        int hangsBefore = hangs;
        for (int changed = 0;
                (changed < CHANGED_MIN || System.nanoTime() < endNs)
                        && hangs == hangsBefore
                        && failures.size() < FAILURES_MAX;
                changed++) {
            byte[] input = mutator.mutated(picked(), picked());
            accept(random.nextBoolean() ? input : door.mended(input));
        }
    }

    private byte[] picked() {
        int size = corpus.size();
        // What was found last leads on more often than the rest.
        int from = random.nextInt(3) == 0 ? Math.max(0, size - NEWEST) : 0;
        return corpus.get(random.nextInt(from, size));
    }

    private void keep(byte[] input) {
        if (corpus.size() < CORPUS_MAX) {
            corpus.add(input);
        }
    }

    /**
     * What the door says to one input.
     *
     * @throws AssertionError if it fails, or is beyond a limit
     */
    Said answer(byte[] input) {
        accept(input);
        for (Failure failure : failures.values()) {
            throw new AssertionError(failure.what(), failure.cause());
        }
        return last;
    }

    private Door.@Nullable Answer accept(byte[] input) {
        Measured measured = measured(input);
        // Again: the first ones may have paid for loading classes.
        for (int again = 0; again < AGAIN_MAX && measured.isBeyond(door, input); again++) {
            measured = measured(input);
        }
        tried++;
        if (measured.failure != null) {
            fail(
                    measured.failure.getClass().getName() + " at " + frame(measured.failure),
                    input,
                    measured.failure);
            return null;
        }
        long above = measured.allocated - Door.ALLOCATED_BYTES_BASE;
        if (measured.isBeyond(door, input)) {
            String limit = measured.cpuNs > CPU_MAX.toNanos() ? "CPU time" : "allocation";
            fail(limit + " beyond its limit: " + shape(measured.said), input, null);
        } else {
            cpuNsMax = Math.max(cpuNsMax, measured.cpuNs);
            allocatedMax = Math.max(allocatedMax, measured.allocated);
            perByteMax = Math.max(perByteMax, (double) above / Math.max(1, input.length));
        }
        boolean news = shapes.add(shape(measured.said));
        boolean grew = coverage != null && coverage.grew();
        if (grew || (news && shapes.size() <= SHAPES_KEPT_MAX)) {
            keep(input);
        }
        Said said = measured.said;
        last = said == null ? Said.refused(null) : said;
        taken += said != null && said.answer() == Door.Answer.TAKEN ? 1 : 0;
        return said == null ? null : said.answer();
    }

    /** One input, with what it cost. */
    private record Measured(
            @Nullable Said said, @Nullable Throwable failure, long cpuNs, long allocated) {

        boolean isBeyond(Door door, byte[] input) {
            return cpuNs > CPU_MAX.toNanos()
                    || allocated
                            > Door.ALLOCATED_BYTES_BASE + door.allocatedPerByteMax() * input.length;
        }
    }

    private Measured measured(byte[] input) {
        byte[] copy = input.clone();
        Said said = null;
        Throwable failure = null;
        long cpuNs = THREADS.getCurrentThreadCpuTime();
        running = new Attempt(input, System.nanoTime(), cpuNs);
        long allocated = allocated();
        try {
            said = door.accept(input);
        } catch (Throwable e) { // an Error most of all
            failure = e;
        }
        allocated = allocated() - allocated;
        cpuNs = THREADS.getCurrentThreadCpuTime() - cpuNs;
        running = null;
        if (!Arrays.equals(copy, input)) {
            failure = new AssertionError("the door changed its input");
        }
        return new Measured(said, failure, cpuNs, allocated);
    }

    private long allocated() {
        return door.worksElsewhere()
                ? THREADS.getTotalThreadAllocatedBytes()
                : THREADS.getCurrentThreadAllocatedBytes();
    }

    private static String shape(@Nullable Said said) {
        if (said == null) {
            return "";
        }
        String reason = said.reason();
        String begin = reason.substring(0, Math.min(reason.length(), 4 * SHAPE_CHARS_MAX));
        String shape = said.answer() + " " + VALUES.matcher(begin).replaceAll("_");
        return shape.substring(0, Math.min(shape.length(), SHAPE_CHARS_MAX));
    }

    private synchronized void fail(String what, byte[] input, @Nullable Throwable cause) {
        Failure before = failures.get(what);
        if (before == null || before.input().length > input.length) {
            failures.put(what, new Failure(what, input, cause));
        }
    }

    /** The innermost place in the product; if there is none, the innermost of all. */
    private static String frame(Throwable failure) {
        StackTraceElement[] frames = failure.getStackTrace();
        for (StackTraceElement frame : frames) {
            String name = frame.getClassName();
            if (name.startsWith("io.usance.") && !name.startsWith("io.usance.fuzz.")) {
                return name + "." + frame.getMethodName() + ":" + frame.getLineNumber();
            }
        }
        return frames.length == 0 ? "nowhere" : frames[0].toString();
    }
}
