package io.usance.escrow;

/**
 * What a batch moves, net, from one payer to one payee. A net credit is a move of the reverse
 * relation: the payee of the goods pays back under its own mandate.
 *
 * @param payerNo the contract's number of the payer, from 1
 * @param payeeNo the contract's number of the payee, from 1; another than the payer's
 * @param amountMinor in the currency's minor unit, 1 to {@link #AMOUNT_MINOR_MAX}
 */
public record Move(int payerNo, int payeeNo, long amountMinor) {
    /** Most of any amount in the contract, which keeps amounts in 56 bits. */
    public static final long AMOUNT_MINOR_MAX = (1L << 56) - 1;

    public Move {
        if (payerNo < 1 || payeeNo < 1 || payerNo == payeeNo) {
            throw new IllegalArgumentException(
                    "a move goes from one account to another, numbered from 1; given were %d and %d"
                            .formatted(payerNo, payeeNo));
        }
        if (amountMinor < 1 || amountMinor > AMOUNT_MINOR_MAX) {
            throw new IllegalArgumentException(
                    "a move from account %d to %d is 1 to %d minor units, not %d; a credit is a move"
                                    .formatted(payerNo, payeeNo, AMOUNT_MINOR_MAX, amountMinor)
                            + " the other way, and what nets to zero is no move");
        }
    }
}
