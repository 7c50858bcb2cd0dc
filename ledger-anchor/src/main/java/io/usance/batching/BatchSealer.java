package io.usance.batching;

import io.usance.anchor.Hash32;
import io.usance.anchor.MerkleTree;
import io.usance.anchor.Salts;
import io.usance.anchor.SettlementLeaf;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.engine.BillingEngine;
import io.usance.settlement.BatchEvent.BatchSealed;
import io.usance.store.EngineConsumer;
import io.usance.store.Positions.Advance;
import io.usance.store.Positions.Tally;
import io.usance.store.RecordedEvent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Seals waiting settlements into a batch when there are enough of them, they are worth enough, or
 * the oldest has waited long enough.
 *
 * <p>The sealed event and the positions it moves are one transaction; of two instances that seal at
 * once, one loses.
 */
public final class BatchSealer {
    /** Event position up to which settlements are sealed. */
    public static final String SEALED_UP_TO = EngineConsumer.BATCHING.storedName();

    /** Number of the last batch sealed. */
    public static final String LAST_BATCH = EngineConsumer.BATCH_NUMBER.storedName();

    /** Most settlements of one batch. */
    public static final int COUNT_LIMIT = 100_000;

    /** No position. */
    private static final long NOWHERE = -1;

    /** Settlements read at once; bounds memory. */
    private static final int PAGE_MAX = 1_000;

    private final BillingEngine engine;
    private final int countMax;
    private final Duration ageMax;
    private final @Nullable BigDecimal amountMax;
    private final RandomGenerator random;

    private Waiting waiting;

    /**
     * @param countMax seal when this many settlements wait, 1 to {@link #COUNT_LIMIT}
     * @param ageMax seal when the oldest settlement has waited this long
     * @param random source of salt seeds; secure in production
     */
    public BatchSealer(
            BillingEngine engine, int countMax, Duration ageMax, RandomGenerator random) {
        this(engine, countMax, ageMax, null, random);
    }

    /**
     * Likewise.
     *
     * @param amountMax seal when this much waits in one currency, major units, credits counted as
     *     charges; null if no amount matters
     */
    public BatchSealer(
            BillingEngine engine,
            int countMax,
            Duration ageMax,
            @Nullable BigDecimal amountMax,
            RandomGenerator random) {
        if (amountMax != null && amountMax.signum() <= 0) {
            throw new IllegalArgumentException(
                    "a batch is sealed at an amount above 0, not at " + amountMax);
        }
        if (countMax < 1 || countMax > COUNT_LIMIT) {
            throw new IllegalArgumentException(
                    "a batch holds 1 to " + COUNT_LIMIT + " settlements, not " + countMax);
        }
        this.engine = engine;
        this.countMax = countMax;
        this.ageMax = ageMax;
        this.amountMax = amountMax;
        this.random = random;
        this.waiting = new Waiting(0, Salts.random(random));
    }

    /**
     * Seals one batch if one is due.
     *
     * @return true if a batch was sealed
     * @throws io.usance.store.PositionMovedException if another instance sealed first; step again
     */
    public boolean step(Instant now) {
        try {
            return sealIfDue(now);
        } catch (RuntimeException e) {
            // Whatever has become of the log meanwhile, it is read again.
            waiting = new Waiting(NOWHERE, waiting.salts);
            throw e;
        }
    }

    private boolean sealIfDue(Instant now) {
        long after = engine.internals().positions().readOrStart(SEALED_UP_TO, 0, 0);
        if (after != waiting.after) {
            waiting = new Waiting(after, Salts.random(random));
        }
        readWaiting();
        boolean due =
                waiting.count > 0
                        && (waiting.count >= countMax
                                || waiting.isWorth(amountMax)
                                || !waiting.oldest.plus(ageMax).isAfter(now));
        if (due) {
            // Hashing takes its time; locks are taken only afterwards.
            MerkleTree tree = waiting.tree();
            engine.internals().transactions().execute(() -> seal(waiting, tree, now));
        }
        return due;
    }

    /** Each settlement is read once, not at every look. */
    private void readWaiting() {
        int wanted;
        List<RecordedEvent> page;
        do {
            wanted = Math.min(PAGE_MAX, countMax - waiting.count);
            page =
                    engine.internals()
                            .log()
                            .next(
                                    SettlementCommanded.class.getSimpleName(),
                                    waiting.upTo,
                                    Long.MAX_VALUE,
                                    wanted);
            page.forEach(waiting::add);
        } while (page.size() == wanted && waiting.count < countMax);
    }

    /**
     * The batch that is to be sealed next, as far as it has come.
     *
     * <p>Design note: a settlement is hashed when it comes and only its hash is kept. Kept as they
     * are, the settlements of a batch were a hundred megabytes, and hashing them all when it was
     * due took a core for a second, in which others waited.
     */
    private static final class Waiting {
        final long after;
        final Salts salts;
        int count;
        long upTo;
        Instant oldest = Instant.MAX;
        private String lastEventId = "";
        private byte[] hashes = new byte[0];
        private final Map<Currency, BigDecimal> sums = new HashMap<>();

        Waiting(long after, Salts salts) {
            this.after = after;
            this.upTo = after;
            this.salts = salts;
        }

        void add(RecordedEvent event) {
            SettlementCommanded settlement = (SettlementCommanded) event.payload();
            byte[] hash = SettlementLeaf.of(settlement, salts.salt(count)).hash().bytes();
            if (hashes.length == count * Hash32.BYTES) {
                hashes =
                        Arrays.copyOf(hashes, Math.max(PAGE_MAX * Hash32.BYTES, 2 * hashes.length));
            }
            System.arraycopy(hash, 0, hashes, count * Hash32.BYTES, Hash32.BYTES);
            oldest = count == 0 ? event.recordedAt() : oldest;
            sums.merge(
                    settlement.amount().currency(),
                    settlement.amount().major().abs(),
                    BigDecimal::add);
            upTo = event.position();
            lastEventId = event.eventId();
            count++;
        }

        boolean isWorth(@Nullable BigDecimal amountMax) {
            return amountMax != null
                    && sums.values().stream().anyMatch(sum -> sum.compareTo(amountMax) >= 0);
        }

        MerkleTree tree() {
            return MerkleTree.ofHashes(Arrays.copyOf(hashes, count * Hash32.BYTES));
        }
    }

    private boolean seal(Waiting batch, MerkleTree tree, Instant now) {
        requireStillThere(batch);
        long lastBatch = engine.internals().positions().readOrStart(LAST_BATCH, 0, 0);
        engine.internals()
                .advance(
                        List.of(
                                new Advance(SEALED_UP_TO, 0, batch.after, batch.upTo, Tally.NONE),
                                new Advance(LAST_BATCH, 0, lastBatch, lastBatch + 1, Tally.NONE)));
        engine.internals()
                .append(
                        List.of(),
                        new BatchSealed(
                                lastBatch + 1,
                                batch.after,
                                batch.upTo,
                                batch.count,
                                tree.root().toString(),
                                batch.salts.seed().toString(),
                                now));
        return true;
    }

    /** A database that was set back to an earlier state may go on differently. */
    private void requireStillThere(Waiting batch) {
        String type = SettlementCommanded.class.getSimpleName();
        List<RecordedEvent> last =
                engine.internals().log().next(type, batch.upTo - 1, batch.upTo, 1);
        if (last.isEmpty() || !last.getFirst().eventId().equals(batch.lastEventId)) {
            throw new IllegalStateException(
                    "the settlement at position "
                            + batch.upTo
                            + " is not the one that was read: the database was set back; the batch is"
                            + " sealed again");
        }
    }

    static List<SettlementLeaf> leaves(List<RecordedEvent> settlements, Salts salts) {
        List<SettlementLeaf> leaves = new ArrayList<>(settlements.size());
        for (RecordedEvent settlement : settlements) {
            leaves.add(
                    SettlementLeaf.of(
                            (SettlementCommanded) settlement.payload(), salts.salt(leaves.size())));
        }
        return leaves;
    }
}
