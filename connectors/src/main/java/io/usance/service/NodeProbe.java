package io.usance.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.usance.anchor.evm.EvmAnchor;
import io.usance.money.Money;
import io.usance.netting.EscrowBook;
import io.usance.reconciliation.MonitoringQueries.Pair;
import io.usance.watch.LabelledGauges;
import io.usance.watch.Measure;
import io.usance.watch.SettableGauge;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Asks the node for its head, what the operator has for gas, and what is left in escrow. */
final class NodeProbe implements Runnable {
    /** Escrows are asked every so many probes, and when there are others than before. */
    private static final int ESCROWS_EVERY = 12;

    private static final int COIN_DECIMALS = 18;

    private final EvmAnchor anchor;
    private final List<EscrowBook> escrows;
    private final SettableGauge head;
    private final SettableGauge balance;
    private final @Nullable LabelledGauges left;
    private volatile OptionalLong oldestBlock = OptionalLong.empty();
    private volatile List<Pair> pairs = List.of();
    private volatile long headSeen = -1;
    private List<Pair> shown = List.of();
    private long probes;

    NodeProbe(EvmAnchor anchor, List<EscrowBook> escrows, MeterRegistry meters) {
        this.anchor = anchor;
        this.escrows = escrows;
        head = Measure.CHAIN_HEAD.settable(meters);
        balance = Measure.ACCOUNT_BALANCE.settable(meters);
        left = escrows.isEmpty() ? null : Measure.ESCROW_LEFT.labelled(meters);
        Measure.CHAIN_DEPTH.gauge(meters, this::depth);
    }

    /** What {@link StoreProbe} knows: block of the oldest batch that is anchored and not final. */
    void oldestBlock(OptionalLong block) {
        oldestBlock = block;
    }

    /** What {@link StoreProbe} knows: who has settled with whom. */
    void pairs(List<Pair> netted) {
        pairs = netted;
    }

    @Override
    public void run() {
        headSeen = anchor.head();
        head.set(headSeen);
        balance.set(new BigDecimal(anchor.balanceWei()).movePointLeft(COIN_DECIMALS).doubleValue());
        List<Pair> asked = pairs;
        if (left != null && (probes++ % ESCROWS_EVERY == 0 || !asked.equals(shown))) {
            left.set(left(asked));
            shown = asked;
        }
    }

    private Map<List<String>, Number> left(List<Pair> asked) {
        Map<List<String>, Number> left = new HashMap<>();
        for (EscrowBook escrow : escrows) {
            String currency = escrow.currency().getCurrencyCode();
            for (Pair pair : asked) {
                if (pair.currency().equals(currency)) {
                    put(left, escrow, pair.account(), pair.other());
                    put(left, escrow, pair.other(), pair.account());
                }
            }
        }
        return left;
    }

    private static void put(
            Map<List<String>, Number> left, EscrowBook escrow, String payer, String payee) {
        escrow.left(payer, payee)
                .map(Money::major)
                .ifPresent(amount ->
                        left.put(
                                List.of(escrow.currency().getCurrencyCode(), payer, payee),
                                amount));
    }

    private double depth() {
        OptionalLong block = oldestBlock;
        if (headSeen < 0) {
            return Double.NaN;
        }
        return block.isEmpty() ? 0 : Math.max(0, headSeen - block.getAsLong() + 1);
    }
}
