package io.usance.netting;

import io.usance.anchor.AnchorConfigurationException;
import io.usance.anchor.Hash32;
import io.usance.anchor.RootConflictException;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.engine.BillingEngine;
import io.usance.escrow.EscrowRefusal;
import io.usance.escrow.EscrowRefusal.AlreadySettled;
import io.usance.escrow.EscrowRefusal.MoveRefused;
import io.usance.escrow.EscrowRefusedException;
import io.usance.money.Money;
import io.usance.netting.EscrowBook.Settled;
import io.usance.settlement.BatchEvent;
import io.usance.settlement.BatchEvent.BatchSealed;
import io.usance.settlement.NettingEvent;
import io.usance.settlement.NettingEvent.BatchMoved;
import io.usance.settlement.NettingEvent.BatchNetted;
import io.usance.settlement.NettingEvent.HeldReason;
import io.usance.settlement.NettingEvent.NetMove;
import io.usance.settlement.NettingEvent.NetPosition;
import io.usance.settlement.stage.NettingBook;
import io.usance.settlement.stage.NettingBook.Due;
import io.usance.store.EngineConsumer;
import io.usance.store.Positions.Advance;
import io.usance.store.Positions.Tally;
import io.usance.store.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Moves the money of sealed batches, net, one batch after the other.
 *
 * <p>What moves is decided and recorded before anything is sent, and what has moved is taken from
 * the chain when it is final. The escrow settles a batch number once, whatever is sent how often;
 * so a crash at any point, or a second instance, moves nothing twice. Who cannot pay is held with
 * the reason, the others are not.
 */
public final class BatchNetting {
    /** Number of the last batch whose money has moved, finally. */
    public static final String MOVED = EngineConsumer.NETTING.storedName();

    /** Number of the last release that has come to its end. */
    static final String RELEASED = EngineConsumer.NETTING_RELEASE.storedName();

    /** How often something was netted, batches and releases; each takes the next number. */
    private static final String DECISIONS = EngineConsumer.NETTING_DECISION.storedName();

    /** Releases are numbered above all batches. */
    static final long RELEASE_BASE = 1L << 62;

    private static final Duration RELEASE_EVERY = Duration.ofSeconds(30);

    private final BillingEngine engine;
    private final NettingBook book;
    private final Map<String, EscrowBook> escrows = new HashMap<>();
    private final long depth;
    private Instant nextRelease = Instant.MIN;

    /**
     * @param escrows one per currency
     * @param depth confirmations that count as final, the batch's block included, at least 1
     */
    public BatchNetting(BillingEngine engine, List<EscrowBook> escrows, long depth) {
        if (depth < 1) {
            throw new IllegalArgumentException(
                    "a batch has moved at depth 1 or more, not " + depth);
        }
        this.engine = engine;
        this.book = new NettingBook(engine.internals().transactions());
        this.depth = depth;
        for (EscrowBook escrow : escrows) {
            if (this.escrows.put(escrow.currency().getCurrencyCode(), escrow) != null) {
                throw new IllegalArgumentException("two escrows hold " + escrow.currency());
            }
        }
    }

    /**
     * Brings the oldest batch that has not moved one step further.
     *
     * @return true if something happened
     * @throws io.usance.anchor.AnchorUnavailableException if a chain cannot be reached; step again
     *     later
     * @throws RootConflictException if an escrow holds another batch under this number; nothing is
     *     recorded
     * @throws AnchorConfigurationException if a person has to act
     * @throws io.usance.store.StaleStateException if another instance was faster; step again
     * @throws io.usance.store.PositionMovedException likewise
     */
    public boolean step(Instant now) {
        // Read before anything is looked at: of two instances that net at once, one loses.
        long decisions = engine.internals().positions().readOrStart(DECISIONS, 0, 0);
        // What a release is moving is still due by the books: nothing else is netted meanwhile.
        long releaseNo = engine.internals().positions().readOrStart(RELEASED, 0, RELEASE_BASE) + 1;
        List<NettingEvent> releasing = engine.internals().netting(releaseNo);
        if (!releasing.isEmpty()) {
            Unit unit = new Unit(releaseNo, releaseRoot(releaseNo), 1);
            return further(unit, releasing, RELEASED, releaseNo);
        }
        long batchNo = engine.internals().positions().readOrStart(MOVED, 0, 0) + 1;
        List<BatchEvent> batch = engine.internals().batch(batchNo);
        if (batch.isEmpty()) {
            return release(releaseNo, decisions, now);
        }
        BatchSealed sealed = (BatchSealed) batch.getFirst();
        Unit unit = new Unit(batchNo, Hash32.parse(sealed.root()), sealed.count());
        List<NettingEvent> events = engine.internals().netting(batchNo);
        if (events.isEmpty()) {
            net(sealed, decisions, now);
            return true;
        }
        return further(unit, events, MOVED, batchNo);
    }

    /**
     * What moves under one number.
     *
     * @param no of the batch, or of the release
     */
    private record Unit(long no, Hash32 root, int count) {}

    /**
     * Between batches: what was held and can be paid now, because money or a mandate came, moves
     * under a number of its own. Looked for every {@link #RELEASE_EVERY}.
     */
    private boolean release(long no, long decisions, Instant now) {
        if (now.isBefore(nextRelease)) {
            return false;
        }
        nextRelease = now.plus(RELEASE_EVERY);
        List<NetPosition> positions = positions(now);
        if (positions.stream().allMatch(position -> position.held() != null)) {
            return false;
        }
        engine.internals()
                .transactions()
                .execute(() -> {
                    engine.internals().advance(List.of(decision(decisions)));
                    engine.internals().append(List.of(), new BatchNetted(no, positions, now));
                    return true;
                });
        return true;
    }

    private static Advance decision(long before) {
        return new Advance(DECISIONS, 0, before, before + 1, Tally.NONE);
    }

    /** The root under which a release is settled; it belongs to no batch's tree. */
    static Hash32 releaseRoot(long no) {
        return Hash32.keccak(("usance release " + no).getBytes(StandardCharsets.UTF_8));
    }

    /** True for the number of a release. */
    static boolean isRelease(long no) {
        return no > RELEASE_BASE;
    }

    private boolean further(Unit sealed, List<NettingEvent> events, String position, long no) {
        for (Map.Entry<String, List<NetMove>> moves : planned(events).entrySet()) {
            if (!hasMoved(events, moves.getKey())) {
                return move(sealed, events, moves.getKey(), moves.getValue());
            }
        }
        // Everything was held, or the engine stopped just here.
        done(position, no);
        return true;
    }

    // ---- what is due ----

    private void net(BatchSealed sealed, long decisions, Instant now) {
        List<RecordedEvent> settlements =
                engine.internals()
                        .log()
                        .next(
                                SettlementCommanded.class.getSimpleName(),
                                sealed.afterPosition(),
                                sealed.upToPosition(),
                                sealed.count());
        engine.internals()
                .transactions()
                .execute(() -> {
                    engine.internals().advance(List.of(decision(decisions)));
                    for (RecordedEvent settlement : settlements) {
                        SettlementCommanded s = (SettlementCommanded) settlement.payload();
                        book.add(s.payer(), s.payee(), s.amount());
                    }
                    engine.internals()
                            .append(
                                    List.of(),
                                    new BatchNetted(sealed.batchNo(), positions(now), now));
                    return true;
                });
    }

    private List<NetPosition> positions(Instant now) {
        List<NetPosition> positions = new ArrayList<>();
        for (Due due : book.due()) {
            EscrowBook escrow = escrows.get(code(due.amount()));
            HeldReason held =
                    escrow == null
                            ? HeldReason.NO_ESCROW
                            : escrow.refusal(
                                            due.payer(),
                                            due.payee(),
                                            due.amount().amountMinor(),
                                            now)
                                    .orElse(null);
            positions.add(new NetPosition(due.payer(), due.payee(), due.amount(), held));
        }
        return positions;
    }

    /** What is to move, by currency; nothing of a currency in which all is held. */
    private static SortedMap<String, List<NetMove>> planned(List<NettingEvent> events) {
        SortedMap<String, List<NetMove>> moves = new TreeMap<>();
        for (NetPosition position : newest(events).positions()) {
            if (position.held() == null) {
                moves.computeIfAbsent(code(position.due()), c -> new ArrayList<>())
                        .add(new NetMove(position.payer(), position.payee(), position.due()));
            }
        }
        return moves;
    }

    private static BatchNetted newest(List<NettingEvent> events) {
        return events.stream()
                .filter(BatchNetted.class::isInstance)
                .map(BatchNetted.class::cast)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private static boolean hasMoved(List<NettingEvent> events, String currency) {
        return events.stream()
                .anyMatch(event ->
                        event instanceof BatchMoved moved && moved.currency().equals(currency));
    }

    private static String code(Money amount) {
        return amount.currency().getCurrencyCode();
    }

    // ---- what moves ----

    private boolean move(
            Unit sealed, List<NettingEvent> events, String currency, List<NetMove> moves) {
        EscrowBook escrow = escrows.get(currency);
        if (escrow == null) {
            throw new AnchorConfigurationException(
                    "batch %d is to move %s, and no escrow of it is set up any more; set it up again"
                            .formatted(sealed.no(), currency));
        }
        Optional<Settled> settled = escrow.find(sealed.no());
        if (settled.isEmpty()) {
            return send(sealed, events, escrow, moves);
        }
        Hash32 root = sealed.root();
        if (!settled.get().root().equals(root)) {
            throw new RootConflictException(
                    sealed.no(), settled.get().root(), sealed.count(), root, sealed.count());
        }
        return settled.get().confirmations() >= depth
                && moved(sealed, events, escrow, settled.get());
    }

    private boolean send(
            Unit sealed, List<NettingEvent> events, EscrowBook escrow, List<NetMove> moves) {
        try {
            escrow.settle(sealed.no(), sealed.root(), sealed.count(), moves);
        } catch (EscrowRefusedException e) {
            switch (e.refusal()) {
                case MoveRefused refused -> {
                    escrow.rollBack(sealed.no(), moves);
                    hold(sealed, events, escrow, refused);
                }
                // It is in a block that was not there a moment ago, or still waits for one.
                case AlreadySettled done -> {
                    return escrow.find(sealed.no()).isPresent();
                }
                case EscrowRefusal other ->
                        throw new AnchorConfigurationException(
                                "escrow %s refuses batch %d: %s"
                                        .formatted(
                                                escrow.escrow().contract(),
                                                sealed.no(),
                                                other.message()));
            }
        }
        return true;
    }

    /** A payer turned out to be unable, by a withdrawal for example: the others go on. */
    private void hold(
            Unit sealed, List<NettingEvent> events, EscrowBook escrow, MoveRefused refused) {
        List<NetPosition> positions = new ArrayList<>();
        BatchNetted before = newest(events);
        for (NetPosition position : before.positions()) {
            boolean unable =
                    position.due().currency().equals(escrow.currency())
                            && escrow.isOf(refused, position.payer(), position.payee());
            positions.add(
                    unable
                            ? new NetPosition(
                                    position.payer(),
                                    position.payee(),
                                    position.due(),
                                    EscrowBook.reason(refused.reason()))
                            : position);
        }
        engine.internals().append(events, new BatchNetted(sealed.no(), positions, before.at()));
    }

    /** What the chain says has moved is no longer due, whatever was planned. */
    private boolean moved(
            Unit sealed, List<NettingEvent> events, EscrowBook escrow, Settled settled) {
        BatchMoved moved =
                new BatchMoved(
                        sealed.no(),
                        escrow.currency().getCurrencyCode(),
                        escrow.escrow().chainId(),
                        escrow.escrow().contract(),
                        settled.at().transactionHash().toString(),
                        settled.at().blockNumber(),
                        settled.at().blockHash().toString(),
                        settled.moves());
        engine.internals()
                .transactions()
                .execute(() -> {
                    for (NetMove move : settled.moves()) {
                        Money amount = move.amount();
                        book.add(
                                move.payer(),
                                move.payee(),
                                Money.zero(amount.currency()).minus(amount));
                    }
                    engine.internals().append(events, moved);
                    return true;
                });
        return true;
    }

    private void done(String position, long no) {
        engine.internals()
                .transactions()
                .execute(() -> {
                    engine.internals()
                            .advance(List.of(new Advance(position, 0, no - 1, no, Tally.NONE)));
                    return true;
                });
    }
}
