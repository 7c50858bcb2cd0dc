package io.usance.batching;

import io.usance.anchor.MerkleTree;
import io.usance.anchor.Salts;
import io.usance.anchor.SettlementLeaf;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.engine.BillingEngine;
import io.usance.money.Money;
import io.usance.settlement.BatchEvent.BatchSealed;
import io.usance.store.Positions.Advance;
import io.usance.store.Positions.Tally;
import io.usance.store.RecordedEvent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
    public static final String SEALED_UP_TO = "batching";

    /** Number of the last batch sealed. */
    public static final String LAST_BATCH = "batch-number";

    /** Most settlements of one batch. */
    public static final int COUNT_LIMIT = 100_000;

    private final BillingEngine engine;
    private final int countMax;
    private final Duration ageMax;
    private final @Nullable BigDecimal amountMax;
    private final RandomGenerator random;

    /**
     * Settlements behind {@link #waitingAfter}, at most one batch full, as far as they are read.
     */
    private final List<RecordedEvent> waiting = new ArrayList<>();

    private long waitingAfter;

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
    }

    /**
     * Seals one batch if one is due.
     *
     * @return true if a batch was sealed
     * @throws io.usance.store.PositionMovedException if another instance sealed first; step again
     */
    public boolean step(Instant now) {
        long after = engine.positions().readOrStart(SEALED_UP_TO, 0, 0);
        readWaiting(after);
        boolean due =
                !waiting.isEmpty()
                        && (waiting.size() >= countMax
                                || isMuch(waiting)
                                || !waiting.getFirst().recordedAt().plus(ageMax).isAfter(now));
        if (due) {
            // Hashing takes its time; locks are taken only afterwards.
            Salts salts = Salts.random(random);
            MerkleTree tree = MerkleTree.of(leaves(waiting, salts));
            engine.unitOfWork(() -> seal(after, waiting, tree, salts, now));
            waiting.clear();
        }
        return due;
    }

    private boolean isMuch(List<RecordedEvent> waiting) {
        if (amountMax == null) {
            return false;
        }
        Map<Currency, BigDecimal> sums = new HashMap<>();
        for (RecordedEvent settlement : waiting) {
            Money amount = ((SettlementCommanded) settlement.payload()).amount();
            sums.merge(amount.currency(), amount.major().abs(), BigDecimal::add);
        }
        return sums.values().stream().anyMatch(sum -> sum.compareTo(amountMax) >= 0);
    }

    /** Each settlement is read once, not at every look. */
    private void readWaiting(long after) {
        if (after != waitingAfter) {
            waiting.clear();
            waitingAfter = after;
        }
        long from = waiting.isEmpty() ? after : waiting.getLast().position();
        waiting.addAll(
                engine.log()
                        .next(
                                SettlementCommanded.class.getSimpleName(),
                                from,
                                Long.MAX_VALUE,
                                countMax - waiting.size()));
    }

    private boolean seal(
            long after,
            List<RecordedEvent> settlements,
            MerkleTree tree,
            Salts salts,
            Instant now) {
        long lastBatch = engine.positions().readOrStart(LAST_BATCH, 0, 0);
        long upTo = settlements.getLast().position();
        engine.advance(
                List.of(
                        new Advance(SEALED_UP_TO, 0, after, upTo, Tally.NONE),
                        new Advance(LAST_BATCH, 0, lastBatch, lastBatch + 1, Tally.NONE)));
        engine.append(
                new BatchSealed(
                        lastBatch + 1,
                        after,
                        upTo,
                        settlements.size(),
                        tree.root().toString(),
                        salts.seed().toString(),
                        now),
                0);
        return true;
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
