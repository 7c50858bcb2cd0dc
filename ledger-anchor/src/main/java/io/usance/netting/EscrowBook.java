package io.usance.netting;

import io.usance.anchor.AnchorConfigurationException;
import io.usance.anchor.Hash32;
import io.usance.anchor.evm.EvmEscrow;
import io.usance.escrow.EscrowAccount;
import io.usance.escrow.EscrowEvent;
import io.usance.escrow.EscrowEvent.BatchBegun;
import io.usance.escrow.EscrowEvent.BatchFinalised;
import io.usance.escrow.EscrowEvent.BatchSettled;
import io.usance.escrow.EscrowEvent.ChunkApplied;
import io.usance.escrow.EscrowEvent.ChunkRolledBack;
import io.usance.escrow.EscrowLog;
import io.usance.escrow.EscrowRefusal.MoveRefused;
import io.usance.escrow.Move;
import io.usance.escrow.PackedMoves;
import io.usance.escrow.Relation;
import io.usance.money.Money;
import io.usance.settlement.NettingEvent.BatchMoved;
import io.usance.settlement.NettingEvent.HeldReason;
import io.usance.settlement.NettingEvent.NetMove;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The escrow of one currency, by the names of our accounts. Keeps nothing but the numbers of
 * accounts, which never change.
 *
 * <p>Its methods throw what {@link EvmEscrow}'s do.
 */
public final class EscrowBook implements AutoCloseable {
    private final EvmEscrow escrow;
    private final Currency currency;
    private final int movesMax;
    private final Map<String, String> addressByAccount;
    private final Map<String, String> accountByAddress = new HashMap<>();
    private final Map<String, Integer> numberByAccount = new ConcurrentHashMap<>();

    /**
     * @param escrow closed with this
     * @param currency its token's
     * @param addressByAccount accounts as contracts name them, to addresses of 0x and 40 digits
     * @param movesMax most moves of one transaction, 1 to {@link PackedMoves#CHUNK_MOVES_MAX}; a
     *     batch with more comes in chunks
     * @throws AnchorConfigurationException if two accounts have one address
     */
    public EscrowBook(
            EvmEscrow escrow,
            Currency currency,
            Map<String, String> addressByAccount,
            int movesMax) {
        this.escrow = escrow;
        this.currency = currency;
        this.movesMax = movesMax;
        this.addressByAccount = Map.copyOf(addressByAccount);
        addressByAccount.forEach((account, address) -> {
            String other = accountByAddress.put(address.toLowerCase(Locale.ROOT), account);
            if (other != null) {
                throw new AnchorConfigurationException(
                        "accounts %s and %s have one address, %s; give each its own"
                                .formatted(other, account, address));
            }
        });
    }

    /** What it holds. */
    public Currency currency() {
        return currency;
    }

    EvmEscrow escrow() {
        return escrow;
    }

    /**
     * A settled batch as the chain says.
     *
     * @param confirmations blocks up to now, its own included
     */
    record Settled(Hash32 root, EscrowLog at, long confirmations, List<NetMove> moves) {}

    /** Why the contract would not move an amount now; empty if it would. */
    Optional<HeldReason> refusal(String payer, String payee, long amountMinor, Instant at) {
        OptionalInt from = number(payer);
        OptionalInt to = number(payee);
        if (from.isEmpty() || to.isEmpty()) {
            return Optional.of(HeldReason.UNKNOWN_ACCOUNT);
        }
        return escrow.relation(from.getAsInt(), to.getAsInt())
                .refusal(amountMinor, at)
                .map(refused -> reason(refused.reason()));
    }

    /**
     * What a payer has in escrow for a payee and no batch has taken; empty if the two have neither
     * escrow nor mandate. May be asked beside the netting.
     */
    public Optional<Money> left(String payer, String payee) {
        OptionalInt from = number(payer);
        OptionalInt to = number(payee);
        if (from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        Relation between = escrow.relation(from.getAsInt(), to.getAsInt());
        return between.balanceMinor() == 0 && between.periodHours() == 0
                ? Optional.empty()
                : Optional.of(new Money(between.balanceMinor(), currency));
    }

    static HeldReason reason(MoveRefused.Reason reason) {
        return switch (reason) {
            case NO_MANDATE -> HeldReason.NO_MANDATE;
            case MANDATE_EXPIRED -> HeldReason.MANDATE_EXPIRED;
            case MANDATE_EXCEEDED -> HeldReason.MANDATE_EXCEEDED;
            case INSUFFICIENT_ESCROW -> HeldReason.INSUFFICIENT_ESCROW;
        };
    }

    /** Sends a batch, in chunks if it takes them, and waits until it is in a block. */
    void settle(long batchNo, Hash32 root, int count, List<NetMove> moves) {
        List<Move> numbered = numbered(moves);
        if (numbered.size() <= movesMax) {
            escrow.settle(batchNo, root, count, numbered);
        } else {
            escrow.settleInChunks(batchNo, root, count, PackedMoves.chunks(numbered, movesMax));
        }
    }

    /** Undoes what chunks of a batch were applied. */
    void rollBack(long batchNo, List<NetMove> moves) {
        escrow.rollBack(batchNo, PackedMoves.chunks(numbered(moves), movesMax));
    }

    /** True if the move that the contract refused is this one. */
    boolean isOf(MoveRefused refused, String payer, String payee) {
        return number(payer).equals(OptionalInt.of(refused.payerNo()))
                && number(payee).equals(OptionalInt.of(refused.payeeNo()));
    }

    /** A settled batch; empty if there is none of that number. */
    Optional<Settled> find(long batchNo) {
        Optional<Hash32> root = escrow.batchRoot(batchNo);
        if (root.isEmpty()) {
            return Optional.empty();
        }
        long head = escrow.head();
        for (long to = head; to >= 0; to -= EvmEscrow.EVENT_BLOCKS_MAX) {
            for (EscrowLog log : escrow.events(from(to), to).reversed()) {
                if (batchEndedBy(log.event()).equals(Optional.of(batchNo))) {
                    long depth = head - log.blockNumber() + 1;
                    return Optional.of(new Settled(root.get(), log, depth, moves(batchNo, log)));
                }
            }
        }
        // Its block went away between the two questions; the next look will tell.
        return Optional.empty();
    }

    private static long from(long to) {
        return Math.max(0, to - EvmEscrow.EVENT_BLOCKS_MAX + 1);
    }

    /** The batch that an event makes final; empty if it is about something else. */
    static Optional<Long> batchEndedBy(EscrowEvent event) {
        return switch (event) {
            case BatchSettled settled -> Optional.of(settled.batchId());
            case BatchFinalised last -> Optional.of(last.batchId());
            default -> Optional.empty();
        };
    }

    private List<NetMove> moves(long batchNo, EscrowLog end) {
        return named(moves(escrow, batchNo, end));
    }

    private static List<Move> moves(EvmEscrow escrow, long batchNo, EscrowLog end) {
        if (end.event() instanceof BatchSettled settled) {
            return settled.moves();
        }
        List<List<Move>> chunks = new ArrayList<>();
        for (EscrowLog log : escrow.events(from(end.blockNumber()), end.blockNumber())) {
            switch (log.event()) {
                case BatchBegun begun when begun.batchId() == batchNo -> chunks.clear();
                case ChunkApplied applied when applied.batchId() == batchNo ->
                        chunks.add(applied.moves());
                case ChunkRolledBack undone when undone.batchId() == batchNo -> chunks.removeLast();
                default -> {}
            }
        }
        return chunks.stream().flatMap(List::stream).toList();
    }

    /**
     * Compares movements as stated with the chain, by the amounts; names of accounts are our own
     * business.
     *
     * @param escrow of that chain and contract
     * @return what is different, with both values; empty if nothing is
     */
    public static Optional<String> movedDifferently(EvmEscrow escrow, BatchMoved stated) {
        for (EscrowLog log : escrow.events(stated.blockNumber(), stated.blockNumber())) {
            if (batchEndedBy(log.event()).equals(Optional.of(stated.batchNo()))) {
                String there =
                        described(
                                log.transactionHash().toString(),
                                log.blockHash().toString(),
                                moves(escrow, stated.batchNo(), log).stream()
                                        .map(Move::amountMinor));
                String here =
                        described(
                                stated.transaction(),
                                stated.blockHash(),
                                stated.moves().stream().map(move -> move.amount().amountMinor()));
                return there.equals(here)
                        ? Optional.empty()
                        : Optional.of("the chain has %s, stated is %s".formatted(there, here));
            }
        }
        return Optional.of(
                "block %d of the chain does not settle batch %d"
                        .formatted(stated.blockNumber(), stated.batchNo()));
    }

    private static String described(String transaction, String block, Stream<Long> amountsMinor) {
        return "transaction %s in block %s, amounts %s"
                .formatted(transaction, block, amountsMinor.sorted().toList());
    }

    private List<NetMove> named(List<Move> moves) {
        return moves.stream()
                .map(move ->
                        new NetMove(
                                account(move.payerNo()),
                                account(move.payeeNo()),
                                new Money(move.amountMinor(), currency)))
                .toList();
    }

    private List<Move> numbered(List<NetMove> moves) {
        return moves.stream()
                .map(move ->
                        new Move(
                                number(move.payer()).orElseThrow(),
                                number(move.payee()).orElseThrow(),
                                move.amount().amountMinor()))
                .toList();
    }

    private OptionalInt number(String account) {
        Integer known = numberByAccount.get(account);
        String address = addressByAccount.get(account);
        if (known != null || address == null) {
            return known == null ? OptionalInt.empty() : OptionalInt.of(known);
        }
        Optional<EscrowAccount> found = escrow.account(address);
        found.ifPresent(one -> numberByAccount.put(account, one.accountNo()));
        return found.isEmpty() ? OptionalInt.empty() : OptionalInt.of(found.get().accountNo());
    }

    private String account(int accountNo) {
        String owner = escrow.account(accountNo).map(EscrowAccount::owner).orElse("none");
        String account = accountByAddress.get(owner);
        if (account == null) {
            throw new AnchorConfigurationException(
                    "escrow %s moved money of its account %d, %s, which no account here has; add it,"
                                    .formatted(escrow.contract(), accountNo, owner)
                            + " or find out who else settles there");
        }
        return account;
    }

    @Override
    public void close() {
        escrow.close();
    }
}
