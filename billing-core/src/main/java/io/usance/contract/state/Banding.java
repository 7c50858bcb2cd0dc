package io.usance.contract.state;

import io.usance.contract.ContractTerms;
import io.usance.contract.RestReason;
import io.usance.metering.Interval;
import io.usance.metering.Metered;
import io.usance.period.TimeBands;
import io.usance.quantity.QuantityName;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Under which name a contract counts what was metered: where it prices the quantity by bands of
 * time, that of the band which all of its interval is in. Nothing is split: how much of an interval
 * fell on which side of an edge is not known.
 *
 * @param of name of the quantity; null if the price does not name it
 * @param restReason why it is in the rest; null if the clock says so, or there are no bands
 */
record Banding(@Nullable String of, @Nullable RestReason restReason) {

    static Banding of(ContractTerms terms, Metered metered) {
        String name = terms.nameOf(metered.quantityName());
        TimeBands bands = terms.timeBands();
        if (name == null || bands == null || !terms.isBanded(name)) {
            return new Banding(name, null);
        }
        Interval during = Interval.of(metered);
        if (during == null) {
            return inRest(name, bands, RestReason.NO_INTERVAL);
        }
        ZoneId zone = terms.calendar().zone();
        Optional<String> band = bands.over(during.from(), during.until(), zone);
        return band.isEmpty()
                ? inRest(name, bands, RestReason.ACROSS_AN_EDGE)
                : new Banding(QuantityName.inBand(name, band.get()), null);
    }

    private static Banding inRest(String name, TimeBands bands, RestReason why) {
        return new Banding(QuantityName.inBand(name, bands.rest()), why);
    }
}
