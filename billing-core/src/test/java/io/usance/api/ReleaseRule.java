package io.usance.api;

import io.usance.api.ApiChange.Effect;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Whether a version may have a public face, by the releases before it. */
final class ReleaseRule {

    private ReleaseRule() {}

    /**
     * @param released the public face of each release
     * @param next the version that is worked at, or that is released now
     * @param now its public face
     * @return what is wrong and what to do about it; empty if nothing is
     */
    static Optional<String> problem(
            SortedMap<ReleaseVersion, Set<String>> released, ReleaseVersion next, Set<String> now) {
        if (!next.isSnapshot() && !released.containsKey(next)) {
            return Optional.of(
                    next + " is to be released: copy api.txt to released/" + next + ".txt");
        }
        if (released.isEmpty()) {
            return Optional.empty();
        }
        ReleaseVersion newest = released.lastKey();
        List<ApiChange> changes =
                ApiComparison.compare(Objects.requireNonNull(released.get(newest)), now);
        if (next.equals(newest)) {
            return changes.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            newest
                                    + " is released, and its public face is not api.txt's; raise"
                                    + " the version:"
                                    + listed(changes, Effect.ADDS));
        }
        ReleaseVersion least = newest.nextAfter(gravest(changes));
        if (next.released().compareTo(least) >= 0) {
            return Optional.empty();
        }
        return Optional.of(
                "the pom says %s, but after release %s the next version is at least %s%s"
                        .formatted(next, newest, least, reason(changes)));
    }

    private static @Nullable Effect gravest(List<ApiChange> changes) {
        return changes.stream().map(ApiChange::effect).max(Comparator.naturalOrder()).orElse(null);
    }

    private static String reason(List<ApiChange> changes) {
        Effect gravest = gravest(changes);
        if (gravest == null) {
            return "; nothing changed for those who embed the engine";
        }
        String why =
                gravest == Effect.BREAKS
                        ? "; take back what breaks code of hosts, or raise the version and write an"
                                + " entry under Changed in the CHANGELOG:"
                        : "; code of hosts goes on, and may use what is new:";
        return why + listed(changes, gravest);
    }

    private static String listed(List<ApiChange> changes, Effect least) {
        List<String> lines = new ArrayList<>();
        for (ApiChange change : changes) {
            if (change.effect().compareTo(least) >= 0) {
                lines.add("\n  " + change.text());
            }
        }
        return String.join("", lines);
    }
}
