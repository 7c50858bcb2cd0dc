package io.usance.contract;

import io.usance.pricing.TariffVersion;
import java.time.Instant;
import java.util.List;

/** What the two companies can change in a contract that runs. */
final class AmendmentRules {
    private final ContractState state;
    private final ContractTerms signed;
    private final ContractTerms amended;

    private AmendmentRules(ContractState state, ContractTerms amended) {
        this.state = state;
        this.signed = state.signed();
        this.amended = amended;
    }

    /**
     * @param at when it is agreed
     * @throws ContractTermsException if the new terms cannot follow the signed ones
     */
    static void check(ContractState state, ContractTerms amended, Instant at) {
        AmendmentRules rules = new AmendmentRules(state, amended);
        rules.version();
        rules.whatMustStay();
        rules.prices(at);
        rules.indexRules();
    }

    private void version() {
        if (amended.version() != signed.version() + 1) {
            throw refused(
                    "has version %d; the next version is %d"
                            .formatted(amended.version(), signed.version() + 1));
        }
    }

    private void whatMustStay() {
        same("siloIds", signed.siloIds(), amended.siloIds());
        same("currency", signed.currency(), amended.currency());
        same("calendar", signed.calendar(), amended.calendar());
        same("rounding", signed.rounding(), amended.rounding());
        same("meteringFrom", signed.meteringFrom(), amended.meteringFrom());
        same("supplier.partyId", signed.supplier().partyId(), amended.supplier().partyId());
        same("customer.partyId", signed.customer().partyId(), amended.customer().partyId());
        same("the quantities that are priced", signed.quantities(), amended.quantities());
    }

    private void same(String what, Object before, Object now) {
        if (!before.equals(now)) {
            throw refused(
                    "changes %s from %s to %s; that needs another contract"
                            .formatted(what, before, now));
        }
    }

    /** A price by an index means the index as it was read when the price was agreed. */
    private void indexRules() {
        for (String series : signed.series()) {
            if (!signed.indexRule(series).equals(amended.indexRule(series))) {
                throw refused(
                        "reads index %s in another way than its prices were agreed with; add a price by a series of another name"
                                .formatted(series));
            }
        }
    }

    /** The history of prices stays: what was known when is part of the evidence. */
    private void prices(Instant at) {
        List<TariffVersion> before = signed.tariffs();
        List<TariffVersion> now = amended.tariffs();
        if (now.size() < before.size() || !now.subList(0, before.size()).equals(before)) {
            throw refused(
                    "drops or changes a price agreed before; leave the %d prices there are, in their order, and add to them"
                            .formatted(before.size()));
        }
        for (TariffVersion price : now.subList(before.size(), now.size())) {
            if (price.knownFrom().isAfter(at)) {
                throw refused(
                        "has a price known from %s, which is after it is agreed, %s"
                                .formatted(price.knownFrom(), at));
            }
            if (!price.knownFrom().isAfter(before.getLast().knownFrom())) {
                throw refused(
                        "has a price known from %s, not after that of the last price, %s; say when it was agreed"
                                .formatted(price.knownFrom(), before.getLast().knownFrom()));
            }
            String forgotten = state.forgottenUpTo();
            if (forgotten != null
                    && price.validFrom().isBefore(amended.calendar().period(forgotten).end())) {
                throw refused(
                        "has a price from %s; the last %d periods are kept, and it can reach back to %s"
                                .formatted(
                                        price.validFrom(),
                                        ContractState.PERIODS_KEPT_MAX,
                                        amended.calendar().period(forgotten).end()));
            }
        }
    }

    private ContractTermsException refused(String what) {
        return new ContractTermsException(
                "amendment of contract " + amended.contractId() + " " + what);
    }
}
