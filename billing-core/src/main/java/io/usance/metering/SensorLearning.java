package io.usance.metering;

import java.util.ArrayList;
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
 * @param startMs when the block's first reading was sampled
 * @param block values since the last full block, oldest first; unmodifiable
 * @param stillBlocks full blocks without any movement before the first with
 * @param latest what the newest block with movement says; null before the first
 * @param present what metering uses; null while learning
 * @param learntMs when learning ended, milliseconds since the epoch; 0 while learning
 */
record SensorLearning(
        long startMs,
        List<Long> block,
        int stillBlocks,
        @Nullable SensorEstimate latest,
        @Nullable SensorEstimate present,
        long learntMs) {

    /** Readings in a block: a little more than a day of one every 15 minutes. */
    static final int BLOCK = 128;

    /** A sensor that reports seldom has smaller blocks: of so long ... */
    static final long SPAN_MAX_MS = 7 * 24 * 3_600_000L;

    /** ... but at least so many readings. */
    static final int BLOCK_MIN = 24;

    /** A level that stands so long is metered by the bound for an unlearnt sensor. */
    static final int STILL_BLOCKS_MAX = 2;

    static final SensorLearning START = new SensorLearning(0, List.of(), 0, null, null, 0);

    boolean isLearning() {
        return present == null;
    }

    /** Takes the next reading in order. */
    SensorLearning next(Sample sample, SiloSpec spec) {
        List<Long> more = new ArrayList<>(block.size() + 1);
        more.addAll(block);
        more.add(sample.milli());
        long fromMs = block.isEmpty() ? sample.atMs() : startMs;
        boolean seldom = more.size() >= BLOCK_MIN && sample.atMs() - fromMs >= SPAN_MAX_MS;
        if (more.size() < BLOCK && !seldom) {
            return new SensorLearning(
                    fromMs, List.copyOf(more), stillBlocks, latest, present, learntMs);
        }
        long[] values = more.stream().mapToLong(Long::longValue).toArray();
        SensorEstimate found = SensorEstimate.of(values, spec);
        return found == null ? still(sample, spec) : learnt(found, sample);
    }

    /** The same values on another scale. */
    SensorLearning revalued(Revaluation to) {
        List<Long> values = block.stream().map(to::of).toList();
        return new SensorLearning(startMs, values, stillBlocks, latest, present, learntMs);
    }

    private SensorLearning still(Sample sample, SiloSpec spec) {
        int still = Math.min(stillBlocks + 1, STILL_BLOCKS_MAX);
        boolean enough = still == STILL_BLOCKS_MAX && present == null;
        return new SensorLearning(
                0,
                List.of(),
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
                0, List.of(), stillBlocks, found, known, first ? sample.atMs() : learntMs);
    }
}
