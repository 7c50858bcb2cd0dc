package io.usance.pricing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A tariff with the two times of a price: from when it holds, and from when it is known.
 *
 * @param validFrom periods that begin then or later are priced by it
 * @param knownFrom when it was agreed; later than {@code validFrom} for a retroactive change
 */
public record TariffVersion(Instant validFrom, Instant knownFrom, Tariff tariff) {

    /** Most versions one contract may have. */
    public static final int VERSIONS_MAX = 1_000;

    /**
     * The version that prices what begins at {@code at}, as far as was known at {@code knownAt}. Of
     * those, what was agreed last wins, of those agreed together the one that holds from later on:
     * an agreement replaces all earlier ones from its {@code validFrom}.
     *
     * @return empty if none holds yet, or none was known
     */
    public static Optional<TariffVersion> find(
            List<TariffVersion> versions, Instant at, Instant knownAt) {
        TariffVersion found = null;
        for (TariffVersion version : versions) {
            boolean holds = !version.validFrom.isAfter(at) && !version.knownFrom.isAfter(knownAt);
            if (holds && (found == null || version.supersedes(found))) {
                found = version;
            }
        }
        return Optional.ofNullable(found);
    }

    private boolean supersedes(TariffVersion other) {
        int known = knownFrom.compareTo(other.knownFrom);
        return known > 0 || (known == 0 && validFrom.isAfter(other.validFrom));
    }
}
