package io.usance.escrow;

/** The settlement contract refused a transaction; nothing was changed by it. */
public final class EscrowRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient EscrowRefusal refusal;

    public EscrowRefusedException(EscrowRefusal refusal) {
        super(refusal.message());
        this.refusal = refusal;
    }

    /** Why. */
    public EscrowRefusal refusal() {
        return refusal;
    }
}
