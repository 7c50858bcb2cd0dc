package io.usance.engine;

import io.usance.contract.ContractTerms;
import io.usance.failure.RefusedException;
import io.usance.metering.MeterCapabilities;
import java.util.List;
import java.util.SortedSet;

/**
 * A contract prices what its meters do not measure, for example mass where volume is metered, or
 * hours of a machine that only counts parts. Nothing was signed: no charge could ever be computed.
 */
public final class MeterQuantityException extends RefusedException {
    private static final long serialVersionUID = 1L;

    private MeterQuantityException(String message) {
        super(message, null);
    }

    /**
     * @throws MeterQuantityException if the meter does not fit the contract, see {@link
     *     SigningRules#check}
     */
    static void check(ContractTerms terms, MeterCapabilities meter) {
        List<SigningRules.Problem> problems = SigningRules.check(terms, meter);
        if (!problems.isEmpty()) {
            throw new MeterQuantityException(problems.getFirst().reason());
        }
    }

    /**
     * @param made names of all that the contract's meters measure
     * @throws MeterQuantityException if the contract prices something else
     */
    static void checkMade(ContractTerms terms, SortedSet<String> made) {
        SortedSet<String> missing = SigningRules.missing(terms, made);
        if (!missing.isEmpty()) {
            throw new MeterQuantityException(SigningRules.noneMeasures(terms, missing, made));
        }
    }
}
