package io.usance.bundle;

import io.usance.anchor.Receipt;
import io.usance.batching.BatchArchive;
import io.usance.bundle.Bundle.ContractEvidence;
import io.usance.bundle.Bundle.MeterEvidence;
import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.engine.BillingEngine;
import io.usance.settlement.NettingEvent.BatchMoved;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Puts bundles together from the log. Nothing of them is stored twice.
 *
 * <p>Keeps the events of the contracts and silos it needed last in memory. Not thread-safe.
 */
public final class BundleIssuer {
    private static final int CONTRACTS_KEPT_MAX = 16;
    private static final int METERS_KEPT_MAX = 64;

    private final BillingEngine engine;
    private final BatchArchive archive;
    private final BundleFile files;
    private final Recent<ContractLog> contracts;
    private final Recent<List<MeterLog<?, ?>>> meters;

    public BundleIssuer(BillingEngine engine) {
        this.engine = engine;
        this.archive = new BatchArchive(engine);
        this.files = new BundleFile(engine.meterKinds());
        this.contracts =
                new Recent<>(CONTRACTS_KEPT_MAX, id -> new ContractLog(engine.contractEvents(id)));
        this.meters = new Recent<>(METERS_KEPT_MAX, id -> MeterLog.of(engine, id));
    }

    /** A settlement's bundle as a file. */
    public record BundleBytes(String settlementId, byte[] file) {}

    /**
     * The bundles of a confirmed batch, one after the other.
     *
     * @param wanted by settlement id
     * @throws IllegalArgumentException if there is no such batch
     * @throws IllegalStateException if it is not confirmed yet, or a bundle is too long
     */
    public void issue(long batchNo, Predicate<String> wanted, Consumer<BundleBytes> to) {
        for (Receipt receipt : archive.receipts(batchNo)) {
            String settlementId = receipt.settlement().settlementId();
            if (wanted.test(settlementId)) {
                to.accept(new BundleBytes(settlementId, files.write(bundle(receipt))));
            }
        }
    }

    private Bundle bundle(Receipt receipt) {
        var leaf = receipt.settlement();
        ContractEvidence contract =
                contracts.of(leaf.contractId()).evidence(leaf.settlementId(), leaf.periodId());
        return new Bundle(
                receipt, contract, meters(leaf.contractId(), contract.events()), moved(receipt));
    }

    private List<MeterEvidence<?, ?>> meters(String contractId, List<ContractEvent> events) {
        Map<String, List<Long>> wanted = new TreeMap<>();
        for (Charged charged : Charged.behind(events)) {
            wanted.computeIfAbsent(charged.meterId(), id -> new ArrayList<>())
                    .add(charged.meteredNo());
        }
        List<MeterEvidence<?, ?>> evidence = new ArrayList<>();
        wanted.forEach((meterId, numbers) -> {
            MeterLog<?, ?> log =
                    meters.of(meterId).stream()
                            .filter(one -> one.hasMetered(contractId, numbers))
                            .findFirst()
                            .orElseThrow(() ->
                                    new IllegalStateException(
                                            "meter %s has not metered %s, which is charged: the log was changed"
                                                    .formatted(meterId, numbers)));
            evidence.add(log.evidence(meterId, numbers));
        });
        return evidence;
    }

    private @Nullable BatchMoved moved(Receipt receipt) {
        String currency = receipt.settlement().amount().currency().getCurrencyCode();
        return engine.internals().netting(receipt.batch().batchNo()).stream()
                .filter(BatchMoved.class::isInstance)
                .map(BatchMoved.class::cast)
                .filter(moved -> moved.currency().equals(currency))
                .findFirst()
                .orElse(null);
    }

    /** True if an event is the settlement's. */
    static boolean isSettlement(ContractEvent event, String settlementId) {
        return event instanceof SettlementCommanded settlement
                && settlement.settlementId().equals(settlementId);
    }

    /** The few used last. */
    private static final class Recent<T> {
        private final Map<String, T> kept;
        private final Function<String, T> read;

        Recent(int max, Function<String, T> read) {
            this.read = read;
            this.kept =
                    new LinkedHashMap<>(max, 1, true) {
                        private static final long serialVersionUID = 1L;

                        @Override
                        protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
                            return size() > max;
                        }
                    };
        }

        T of(String id) {
            T known = kept.get(id);
            if (known == null) {
                known = read.apply(id);
                kept.put(id, known);
            }
            return known;
        }
    }
}
