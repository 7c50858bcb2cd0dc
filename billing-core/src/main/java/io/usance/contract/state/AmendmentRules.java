package io.usance.contract.state;

import io.usance.contract.ContractMeter;
import io.usance.contract.ContractTerms;
import io.usance.contract.ContractTermsException;
import io.usance.period.Holiday;
import io.usance.period.TimeBands;
import io.usance.pricing.TariffVersion;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
        rules.meters();
        rules.timeBands(at);
        rules.prices(at);
        rules.indexRules();
        TermRules.check(state, amended, at);
    }

    private void version() {
        if (amended.version() != signed.version() + 1) {
            throw refused(
                    "has version %d; the next version is %d"
                            .formatted(amended.version(), signed.version() + 1));
        }
    }

    private void whatMustStay() {
        same("currency", signed.currency(), amended.currency());
        same("calendar", signed.calendar(), amended.calendar());
        same("rounding", signed.rounding(), amended.rounding());
        same("meteringFrom", signed.meteringFrom(), amended.meteringFrom());
        same("supplier.partyId", signed.supplier().partyId(), amended.supplier().partyId());
        same("customer.partyId", signed.customer().partyId(), amended.customer().partyId());
        same("the quantities that are priced", signed.quantities(), amended.quantities());
    }

    /** Meters may be added, and leave; what was agreed of one stays. */
    private void meters() {
        Map<String, ContractMeter> after = amended.metersById();
        for (ContractMeter meter : signed.meters()) {
            ContractMeter now = after.remove(meter.meterId());
            if (now == null) {
                throw refused(
                        "drops meter %s; a meter that leaves stays in the list, with until"
                                .formatted(meter.meterId()));
            }
            Instant from = signed.meteringFrom(meter);
            if (!from.equals(amended.meteringFrom(now))) {
                throw refused(
                        "has meter %s from %s; it was agreed from %s, and that stays"
                                .formatted(meter.meterId(), amended.meteringFrom(now), from));
            }
            if (meter.until() != null && !meter.until().equals(now.until())) {
                throw refused(
                        "has meter %s until %s; it was agreed until %s, and that stays"
                                .formatted(
                                        meter.meterId(),
                                        now.until() == null ? "further notice" : now.until(),
                                        meter.until()));
            }
        }
        after.values().forEach(this::joining);
    }

    private void joining(ContractMeter meter) {
        Instant from = amended.meteringFrom(meter);
        Instant endsAt = state.endsAt();
        if (endsAt != null && amended.calendar().endsAt() == null) {
            throw refused(
                    "adds meter %s; the contract ends %s, and no meter joins it any more"
                            .formatted(meter.meterId(), endsAt));
        }
        Instant open = closedUpTo();
        if (from.isBefore(open)) {
            throw refused(
                    amended.calendar().isBilled(amended.calendar().periodOf(open))
                            ? "adds meter %s from %s, in the period %s, which is closed or before one that is; it can join from %s"
                                    .formatted(
                                            meter.meterId(),
                                            from,
                                            amended.calendar().periodOf(from),
                                            open)
                            : "adds meter %s; the only period is closed, and no meter joins it any more"
                                    .formatted(meter.meterId()));
        }
    }

    /** End of the last period that is closed; the least there is if none is. */
    private Instant closedUpTo() {
        Instant end = Instant.MIN;
        String forgotten = state.forgottenUpTo();
        if (forgotten != null) {
            end = amended.calendar().period(forgotten).end();
        }
        for (Map.Entry<String, PeriodState> period : state.periods().entrySet()) {
            Instant ends = amended.calendar().period(period.getKey()).end();
            if (period.getValue().closed() && ends.isAfter(end)) {
                end = ends;
            }
        }
        return end;
    }

    /** Holidays are made known year by year; one that has begun may have been charged. */
    private void timeBands(Instant at) {
        TimeBands before = signed.timeBands();
        TimeBands now = amended.timeBands();
        if (before == null || now == null) {
            same("timeBands", before, now);
            return;
        }
        same("timeBands.bands", before.bands(), now.bands());
        same("timeBands.rest", before.rest(), now.rest());
        ZoneId zone = signed.calendar().zone();
        List<Holiday> known = before.holidaysOrNone();
        List<Holiday> changed = new ArrayList<>(now.holidaysOrNone());
        changed.removeAll(known);
        known.stream().filter(day -> !now.holidaysOrNone().contains(day)).forEach(changed::add);
        for (Holiday day : changed) {
            if (day.date().atStartOfDay(zone).toInstant().isBefore(at)) {
                throw refused(
                        "changes the holiday %s, which had begun in %s when it was agreed, %s; leave the holidays until then as they are"
                                .formatted(day.date(), zone, at));
            }
        }
    }

    private void same(String what, @Nullable Object before, @Nullable Object now) {
        if (!Objects.equals(before, now)) {
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
