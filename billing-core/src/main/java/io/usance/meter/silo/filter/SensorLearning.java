package io.usance.meter.silo.filter;

import io.usance.meter.silo.spec.SiloSpec;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Works out a sensor's noise and resolution from its readings, in the device's order, block by
 * block; so it does not matter how they are cut into polls.
 *
 * <p>The first block in which the level moves ends the learning. From then on what metering uses
 * never becomes smaller, for a rise must not appear where a tolerance shrank; two blocks in a row
 * that both say more make it larger. If the level does not move in {@link #STILL_BLOCKS_MAX} blocks
 * metering begins by the bound for an unlearnt sensor, and the first movement replaces it.
 *
 * <p>Immutable. Design note: a silo that learns keeps a block of values for ever, so they are kept
 * as plain numbers.
 */
public final class SensorLearning {

    /**
     * As it is stored.
     *
     * @param startMs when the block's first reading was sampled
     * @param block values since the last full block, oldest first
     * @param stillBlocks full blocks without any movement before the first with
     * @param latest what the newest block with movement says; null before the first
     * @param present what metering uses; null while learning
     * @param learntMs when learning ended, milliseconds since the epoch; 0 while learning
     */
    public record Stored(
            long startMs,
            List<Long> block,
            int stillBlocks,
            @Nullable SensorEstimate latest,
            @Nullable SensorEstimate present,
            long learntMs) {}

    private static final long[] NONE = {};

    /** Readings in a block: a little more than a day of one every 15 minutes. */
    static final int BLOCK = 128;

    /** A sensor that reports seldom has smaller blocks: of so long ... */
    static final long SPAN_MAX_MS = 7 * 24 * 3_600_000L;

    /** ... but at least so many readings. */
    static final int BLOCK_MIN = 24;

    /** A level that stands so long is metered by the bound for an unlearnt sensor. */
    static final int STILL_BLOCKS_MAX = 2;

    static final SensorLearning START = new SensorLearning(0, NONE, 0, null, null, 0);

    private final long startMs;

    /** Never changed. */
    private final long[] block;

    private final int stillBlocks;
    private final @Nullable SensorEstimate latest;
    private final @Nullable SensorEstimate present;
    private final long learntMs;

    private SensorLearning(
            long startMs,
            long[] block,
            int stillBlocks,
            @Nullable SensorEstimate latest,
            @Nullable SensorEstimate present,
            long learntMs) {
        this.startMs = startMs;
        this.block = block;
        this.stillBlocks = stillBlocks;
        this.latest = latest;
        this.present = present;
        this.learntMs = learntMs;
    }

    static SensorLearning of(Stored stored) {
        return new SensorLearning(
                stored.startMs(),
                stored.block().stream().mapToLong(Long::longValue).toArray(),
                stored.stillBlocks(),
                stored.latest(),
                stored.present(),
                stored.learntMs());
    }

    Stored stored() {
        List<Long> values = Arrays.stream(block).boxed().toList();
        return new Stored(startMs, values, stillBlocks, latest, present, learntMs);
    }

    /** What metering uses; null while learning. */
    @Nullable SensorEstimate present() {
        return present;
    }

    /** When learning ended, milliseconds since the epoch; 0 while learning. */
    long learntMs() {
        return learntMs;
    }

    boolean isLearning() {
        return present == null;
    }

    /** Takes the next reading in order. */
    SensorLearning next(Sample sample, SiloSpec spec) {
        long[] values = Arrays.copyOf(block, block.length + 1);
        values[block.length] = sample.milli();
        long fromMs = block.length == 0 ? sample.atMs() : startMs;
        boolean seldom = values.length >= BLOCK_MIN && sample.atMs() - fromMs >= SPAN_MAX_MS;
        if (values.length < BLOCK && !seldom) {
            return new SensorLearning(fromMs, values, stillBlocks, latest, present, learntMs);
        }
        SensorEstimate found = SensorEstimate.of(values, spec);
        return found == null ? still(sample, spec) : learnt(found, sample);
    }

    /** The same values on another scale. */
    SensorLearning revalued(Revaluation to) {
        long[] values = Arrays.stream(block).map(to::of).toArray();
        return new SensorLearning(startMs, values, stillBlocks, latest, present, learntMs);
    }

    private SensorLearning still(Sample sample, SiloSpec spec) {
        int still = Math.min(stillBlocks + 1, STILL_BLOCKS_MAX);
        boolean enough = still == STILL_BLOCKS_MAX && present == null;
        return new SensorLearning(
                0,
                NONE,
                still,
                latest,
                enough ? SensorEstimate.unlearnt(spec) : present,
                enough ? sample.atMs() : learntMs);
    }

    private SensorLearning learnt(SensorEstimate found, Sample sample) {
        boolean first = latest == null || present == null;
        SensorEstimate known =
                first || latest == null || present == null
                        ? found
                        : present.atLeast(latest.atMost(found));
        return new SensorLearning(
                0, NONE, stillBlocks, found, known, first ? sample.atMs() : learntMs);
    }
}
