package io.usance.erp;

import java.util.List;

/** A document that its rules refuse. Nothing was sent, and nothing counts. */
public final class DocumentRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<String> ruleIds;

    /** One rule. */
    DocumentRefusedException(String ruleId, String reason) {
        this(List.of(ruleId), ruleId + ": " + reason);
    }

    /**
     * @param ruleIds the rules, as their publishers name them
     */
    DocumentRefusedException(List<String> ruleIds, String message) {
        super(message);
        this.ruleIds = List.copyOf(ruleIds);
    }

    /** The rules that refuse it. */
    public List<String> ruleIds() {
        return ruleIds;
    }
}
