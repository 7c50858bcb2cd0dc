package io.usance.bundle;

import io.usance.anchor.Hash32;
import io.usance.anchor.ReceiptVerifier;
import io.usance.anchor.SettlementLeaf;
import io.usance.anchor.Verification;
import io.usance.bundle.Bundle.MeterEvidence;
import io.usance.bundle.BundleVerification.Failed;
import io.usance.bundle.BundleVerification.Fault;
import io.usance.bundle.BundleVerification.Start;
import io.usance.bundle.BundleVerification.Step;
import io.usance.bundle.BundleVerification.Verified;
import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.ContractSigned;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractTerms;
import io.usance.contract.state.ContractAudit;
import io.usance.contract.state.ContractState;
import io.usance.meter.StandardMeters;
import io.usance.metering.Differences;
import io.usance.metering.Discrepancy;
import io.usance.metering.MeterEvent;
import io.usance.metering.MeterKinds;
import io.usance.metering.Metered;
import io.usance.settlement.NettingEvent.BatchMoved;
import io.usance.tlog.LogPublicKey;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Does the whole sum again: consumption from readings, amounts from prices, the leaf and the root,
 * with nothing but the bundle's bytes and, if its batch is in a log, the log's public key.
 *
 * <p>What it has to take as given is named: the states it starts from, and, as with receipts, that
 * a chain holds the root.
 */
public final class BundleVerifier {
    private static final byte[] MARK =
            ("{\"format\":\"usance-bundle/").getBytes(StandardCharsets.UTF_8);

    /** Making one reads all stored forms; this one is made once. */
    private static final BundleFile STANDARD = new BundleFile(StandardMeters.kinds());

    private BundleVerifier() {}

    /** True if a file says that it is a bundle, of this version or another. */
    public static boolean isBundle(byte[] file) {
        for (int i = 0; i < MARK.length; i++) {
            if (file.length <= i || file[i] != MARK[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Takes all steps in order and stops at the first that fails. Never throws.
     *
     * @param trusted public keys of logs, as for {@link ReceiptVerifier}
     */
    public static BundleVerification verify(byte[] file, List<LogPublicKey> trusted) {
        return verify(file, trusted, StandardMeters.kinds());
    }

    /**
     * As {@link #verify(byte[], List)}, for meters of other kinds too.
     *
     * @param kinds of the meters that the bundle may rest on
     */
    public static BundleVerification verify(
            byte[] file, List<LogPublicKey> trusted, MeterKinds kinds) {
        try {
            BundleFile files = kinds == StandardMeters.kinds() ? STANDARD : new BundleFile(kinds);
            Bundle bundle = files.read(file);
            Map<String, Map<Long, Metered>> metered = requireConsumption(bundle);
            requireCharged(bundle, metered);
            requireAmount(bundle);
            requireSettlement(bundle);
            requireReceipt(bundle, trusted);
            requirePayment(bundle);
            BundleFile.requireDigest(file);
            return new Verified(bundle, starts(bundle, files));
        } catch (Fault e) {
            return e.failed();
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            return new Failed(Step.FORM, "$", "what it says cannot be: " + e.getMessage());
        } catch (RuntimeException e) {
            // Figures that no engine would have written, such as a quantity beyond all limits.
            return new Failed(Step.FORM, "$", "its figures are beyond all limits");
        }
    }

    private static Map<String, Map<Long, Metered>> requireConsumption(Bundle bundle) {
        Map<String, Map<Long, Metered>> metered = new HashMap<>();
        String field =
                bundle.meters().stream().allMatch(BundleFile::isOfFirstKind) ? "silos" : "meters";
        for (int i = 0; i < bundle.meters().size(); i++) {
            MeterEvidence<?, ?> meter = bundle.meters().get(i);
            String path = "$.%s[%d]".formatted(field, i);
            meter.check()
                    .ifPresent(found -> {
                        throw fault(Step.CONSUMPTION, path, found);
                    });
            Map<Long, Metered> byNo = new HashMap<>();
            for (MeterEvent event : meter.events()) {
                if (!event.meterId().equals(meter.meterId())) {
                    throw new Fault(
                            Step.CONSUMPTION,
                            path,
                            "is of %s %s, an event in it of %s"
                                    .formatted(
                                            meter.kind().name(), meter.meterId(), event.meterId()));
                }
                if (event instanceof Metered one) {
                    byNo.put(one.meteredNo(), one);
                }
            }
            if (metered.put(meter.meterId(), byNo) != null) {
                throw new Fault(Step.CONSUMPTION, path, meter.meterId() + " is there twice");
            }
        }
        return metered;
    }

    private static Fault fault(Step step, String path, Discrepancy found) {
        return new Fault(step, "%s.events[%d]".formatted(path, found.index()), found.reason());
    }

    private static void requireCharged(Bundle bundle, Map<String, Map<Long, Metered>> metered) {
        for (Charged charged : Charged.behind(bundle.contract().events())) {
            Map<Long, Metered> meter = metered.get(charged.meterId());
            if (meter == null) {
                throw new Fault(
                        Step.CHARGED,
                        "$.contract.events",
                        "holds no evidence of meter " + charged.meterId());
            }
            Metered one = meter.get(charged.meteredNo());
            if (one == null || !charged.isOf(one, terms(bundle))) {
                throw new Fault(
                        Step.CHARGED,
                        "$.contract.events",
                        "charged is %s, metered was %s"
                                .formatted(Differences.words(charged), Differences.words(one)));
            }
        }
    }

    /** Its first terms: what is counted, and by which intervals, is the same in all versions. */
    private static @Nullable ContractTerms terms(Bundle bundle) {
        ContractState start = bundle.contract().start();
        if (start != null && start.terms() != null) {
            return start.terms();
        }
        return bundle.contract().events().stream()
                .filter(ContractSigned.class::isInstance)
                .map(signed -> ((ContractSigned) signed).terms())
                .findFirst()
                .orElse(null);
    }

    private static void requireAmount(Bundle bundle) {
        ContractState start = bundle.contract().start();
        ContractAudit audit =
                start == null ? ContractAudit.fromSigning() : ContractAudit.from(start);
        audit.check(bundle.contract().events())
                .ifPresent(found -> {
                    throw fault(Step.AMOUNT, "$.contract", found);
                });
    }

    private static void requireSettlement(Bundle bundle) {
        SettlementLeaf leaf = bundle.receipt().settlement();
        List<ContractEvent> events = bundle.contract().events();
        if (events.isEmpty() || !(events.getLast() instanceof SettlementCommanded settlement)) {
            throw new Fault(Step.SETTLEMENT, "$.contract.events", "must end with the settlement");
        }
        SettlementLeaf expected = SettlementLeaf.of(settlement, leaf.salts());
        if (!expected.equals(leaf)) {
            throw new Fault(
                    Step.SETTLEMENT,
                    "$.receipt.settlement",
                    "commanded was another settlement: "
                            + Differences.between(expected, leaf, "the receipt says"));
        }
    }

    private static void requireReceipt(Bundle bundle, List<LogPublicKey> trusted) {
        switch (ReceiptVerifier.verify(BundleFile.receiptFile(bundle), trusted)) {
            case Verification.Verified verified -> {}
            case Verification.Failed failed ->
                    throw new Fault(
                            Step.RECEIPT,
                            failed.field().replaceFirst("\\$", "\\$.receipt"),
                            "at its step " + failed.step().text() + ": " + failed.reason());
        }
    }

    private static void requirePayment(Bundle bundle) {
        BatchMoved moved = bundle.moved();
        if (moved == null) {
            return;
        }
        long batchNo = bundle.receipt().batch().batchNo();
        String currency = bundle.receipt().settlement().amount().currency().getCurrencyCode();
        if (moved.batchNo() != batchNo || !moved.currency().equals(currency)) {
            throw new Fault(
                    Step.PAYMENT,
                    "$.moved",
                    "is of batch %d in %s, the settlement of batch %d in %s"
                            .formatted(moved.batchNo(), moved.currency(), batchNo, currency));
        }
    }

    private static List<Start> starts(Bundle bundle, BundleFile files) {
        List<Start> starts = new ArrayList<>();
        ContractState contract = bundle.contract().start();
        if (contract != null) {
            starts.add(
                    new Start(
                            "contract " + bundle.receipt().settlement().contractId(),
                            hash(files.contractState(contract))));
        }
        for (MeterEvidence<?, ?> meter : bundle.meters()) {
            if (meter.start() != null) {
                starts.add(
                        new Start(
                                meter.kind().name() + " " + meter.meterId(),
                                hash(files.meterState(meter.start()))));
            }
        }
        return starts;
    }

    private static String hash(String json) {
        return Hash32.keccak(json.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
