package io.usance.anchor;

import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractEvent.SettlementPurpose;
import io.usance.money.Money;
import io.usance.money.Share;
import io.usance.pricing.RatingLine;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** A batch of made-up settlements, the same for the same seed. */
public final class SampleBatch {
    private static final String[] CURRENCIES = {"EUR", "JPY", "KWD", "CHF"};

    /** JavaScript, which checks our receipts, reads integers exactly up to here. */
    private static final long AMOUNT_MAX = 1L << 53;

    private final List<SettlementLeaf> leaves;
    private final MerkleTree tree;

    private SampleBatch(List<SettlementLeaf> leaves) {
        this.leaves = leaves;
        this.tree = MerkleTree.of(leaves);
    }

    public static SampleBatch of(int count, long seed) {
        Random random = new Random(seed);
        Salts salts = Salts.random(random);
        return new SampleBatch(
                IntStream.range(0, count)
                        .mapToObj(i -> SettlementLeaf.of(settlement(i, random), salts.salt(i)))
                        .toList());
    }

    static SettlementCommanded settlement(int no, Random random) {
        String contract = "contract-" + random.nextInt(20);
        List<RatingLine> lines = new ArrayList<>();
        BigDecimal exact = BigDecimal.ZERO;
        for (int tier = 1; tier <= 1 + random.nextInt(3); tier++) {
            BigDecimal quantity = BigDecimal.valueOf(random.nextInt(-100_000, 100_000), 3);
            BigDecimal price = BigDecimal.valueOf(random.nextInt(1, 1_000_000), 4);
            BigDecimal amount = quantity.multiply(price);
            exact = exact.add(amount);
            lines.add(new RatingLine(tier, quantity, UnitOfMeasure.TONNE, price, amount));
        }
        if (no % 3 == 0) {
            BigDecimal fee = new BigDecimal("250");
            String basis = "base fee of the period";
            lines.add(new RatingLine(1, BigDecimal.ONE, null, fee, fee, 2, basis));
            exact = exact.add(fee);
        }
        Currency currency = Currency.getInstance(CURRENCIES[random.nextInt(CURRENCIES.length)]);
        return new SettlementCommanded(
                contract,
                contract + "/" + no,
                no,
                no % 5 == 0 ? null : "silo-Zürich " + random.nextInt(100),
                "2026-0" + random.nextInt(1, 10),
                random.nextLong(1L << 40),
                Quantities.only(
                        new Quantity(
                                random.nextLong(-Quantity.MILLI_MAX, Quantity.MILLI_MAX + 1),
                                random.nextBoolean() ? Dimension.MASS : Dimension.VOLUME)),
                new Money(random.nextLong(-AMOUNT_MAX, AMOUNT_MAX), currency),
                "payer \"" + random.nextInt(100) + "\"",
                "a payee with an account name that is longer than one ABI word "
                        + random.nextInt(100),
                random.nextInt(1, 50),
                lines,
                no % 5 == 0 ? SettlementPurpose.TAX : SettlementPurpose.CONSUMPTION,
                no % 7 == 0 ? new Share(3, 7) : null);
    }

    public List<SettlementLeaf> leaves() {
        return leaves;
    }

    public MerkleTree tree() {
        return tree;
    }

    Receipt receipt(int index) {
        return Receipt.issue(leaves.get(index), tree, index, positionAt(7));
    }

    AnchorPosition positionAt(long batchNo) {
        return new AnchorPosition(
                batchNo,
                tree.root(),
                tree.count(),
                new AnchorReference(
                        AnchorReference.EVM,
                        31337,
                        "0x5fbdb2315678afecb367f032d93f642f64180aa3",
                        Keccak.hash(new byte[] {1}),
                        12,
                        Keccak.hash(new byte[] {2})),
                3);
    }
}
