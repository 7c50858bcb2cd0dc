package io.usance.contract;

/** Which VAT applies, after UNCL 5305 as EN 16931 restricts it. */
public enum VatCategory {
    STANDARD("S"),
    ZERO_RATED("Z"),
    EXEMPT("E"),
    REVERSE_CHARGE("AE"),
    INTRA_COMMUNITY("K"),
    EXPORT("G"),
    OUT_OF_SCOPE("O");

    private final String code;

    VatCategory(String code) {
        this.code = code;
    }

    /** As it stands on an invoice. */
    public String code() {
        return code;
    }

    /** True if the invoice has to say why no VAT is charged. */
    public boolean needsReason() {
        return this != STANDARD && this != ZERO_RATED;
    }
}
