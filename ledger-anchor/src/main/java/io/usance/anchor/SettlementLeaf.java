package io.usance.anchor;

import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractEvent.SettlementPurpose;
import io.usance.money.Money;
import io.usance.money.Share;
import io.usance.pricing.RatingLine;
import io.usance.quantity.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One settlement as a leaf of its batch's Merkle tree, in OpenZeppelin's {@code standard-v1}:
 * {@code keccak256(keccak256(abi.encode(values)))}.
 *
 * @param settlementId unique for ever
 * @param contractVersion from 1
 * @param quantity this instalment; negative for a credit
 * @param amount what moves from payer to payee; negative the other way
 * @param siloId empty if several silos are behind it, or none
 * @param consumptionNo of the silo, 0 if there is none; part of the evidence
 * @param lines rating trace of all that is settled; part of the evidence
 * @param purpose what it is for; part of the evidence unless it is consumption
 * @param share of the payee in all that is settled, null if all is theirs; part of the evidence
 * @param salts see {@link Salts}
 */
public record SettlementLeaf(
        String settlementId,
        String contractId,
        int contractVersion,
        String siloId,
        String periodId,
        Quantity quantity,
        Money amount,
        String payer,
        String payee,
        long consumptionNo,
        List<RatingLine> lines,
        SettlementPurpose purpose,
        @Nullable Share share,
        LeafSalts salts) {

    /** ABI types of {@link #values()}, in order. */
    public static final List<String> LEAF_ENCODING =
            List.of(
                    "string", // settlementId
                    "string", // contractId
                    "uint256", // contractVersion
                    "string", // siloId
                    "string", // periodId
                    "bytes32", // quantity hash
                    "string", // base unit, UCUM
                    "int256", // amount in minor units
                    "string", // currency, ISO 4217
                    "string", // payer
                    "string", // payee
                    "bytes32", // evidence hash
                    "bytes32"); // salt

    public SettlementLeaf {
        lines = List.copyOf(lines);
        if (contractVersion < 0 || consumptionNo < 0) {
            throw new IllegalArgumentException(
                    "settlement "
                            + settlementId
                            + " has a negative contract version "
                            + contractVersion
                            + " or consumption number "
                            + consumptionNo);
        }
    }

    /** A settlement of consumption to one payee. */
    public SettlementLeaf(
            String settlementId,
            String contractId,
            int contractVersion,
            String siloId,
            String periodId,
            Quantity quantity,
            Money amount,
            String payer,
            String payee,
            long consumptionNo,
            List<RatingLine> lines,
            LeafSalts salts) {
        this(
                settlementId,
                contractId,
                contractVersion,
                siloId,
                periodId,
                quantity,
                amount,
                payer,
                payee,
                consumptionNo,
                lines,
                SettlementPurpose.CONSUMPTION,
                null,
                salts);
    }

    /** The leaf of a commanded settlement. */
    public static SettlementLeaf of(SettlementCommanded settlement, LeafSalts salts) {
        return new SettlementLeaf(
                settlement.settlementId(),
                settlement.contractId(),
                settlement.contractVersion(),
                settlement.siloId() == null ? "" : settlement.siloId(),
                settlement.periodId(),
                settlement.quantity().first(),
                settlement.amount(),
                settlement.payer(),
                settlement.payee(),
                settlement.consumptionNo(),
                settlement.lines(),
                settlement.purpose(),
                settlement.share(),
                salts);
    }

    /**
     * keccak-256 of the compact canonical JSON of its salt, the consumption number and the rating
     * trace.
     */
    public Hash32 evidence() {
        return Keccak.hash(CanonicalJson.compact(ReceiptTree.evidence(this)));
    }

    /**
     * keccak-256 of the ABI-encoded quantity in the base unit with three decimals, and its salt. So
     * a quantity can be hidden, and cannot be guessed.
     */
    public Hash32 quantityHash() {
        return quantityHash(quantity.baseText(), salts.quantity());
    }

    static Hash32 quantityHash(String quantity, Hash32 salt) {
        return Keccak.hash(
                AbiEncoder.encode(
                        List.of("string", "bytes32"), List.of(quantity, salt.toString())));
    }

    /** The values that are hashed, as text, each of the type in {@link #LEAF_ENCODING}. */
    public List<String> values() {
        return values(evidence());
    }

    List<String> values(Hash32 evidence) {
        return List.of(
                settlementId,
                contractId,
                Integer.toString(contractVersion),
                siloId,
                periodId,
                quantityHash().toString(),
                quantity.dimension().baseUnitCode(),
                Long.toString(amount.amountMinor()),
                amount.currency().getCurrencyCode(),
                payer,
                payee,
                evidence.toString(),
                salts.leaf().toString());
    }

    /** The leaf hash. */
    public Hash32 hash() {
        return hash(values());
    }

    /**
     * The leaf before its second hash. A contract that makes the second hash itself cannot be given
     * an inner node for a leaf.
     */
    public Hash32 valuesHash() {
        return valuesHash(values());
    }

    static Hash32 hash(List<String> values) {
        return Keccak.hash(valuesHash(values).bytes());
    }

    private static Hash32 valuesHash(List<String> values) {
        return Keccak.hash(AbiEncoder.encode(LEAF_ENCODING, values));
    }
}
