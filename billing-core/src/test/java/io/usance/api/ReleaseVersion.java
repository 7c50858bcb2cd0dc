package io.usance.api;

import io.usance.api.ApiChange.Effect;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A version by <a href="https://semver.org/spec/v2.0.0.html">Semantic Versioning</a>, as the poms
 * write it.
 *
 * @param isSnapshot of work towards that version; it is before the version
 */
record ReleaseVersion(int major, int minor, int patch, boolean isSnapshot)
        implements Comparable<ReleaseVersion> {
    private static final Pattern FORM =
            Pattern.compile("(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(-SNAPSHOT)?");

    /**
     * @throws IllegalArgumentException if it is of another form
     */
    static ReleaseVersion of(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "version " + text + "; write three numbers, as 0.2.0 or 0.2.0-SNAPSHOT");
        }
        return new ReleaseVersion(
                Integer.parseInt(form.group(1)),
                Integer.parseInt(form.group(2)),
                Integer.parseInt(form.group(3)),
                form.group(4) != null);
    }

    /** What is released when the work is done. */
    ReleaseVersion released() {
        return new ReleaseVersion(major, minor, patch, false);
    }

    /**
     * The least version that may follow this release. Before 1.0 a minor version may break what a
     * patch may only add to; from then on a major one, and additions need a minor one.
     *
     * @param most the gravest change since; null if nothing changed
     */
    ReleaseVersion nextAfter(@Nullable Effect most) {
        boolean isStable = major > 0;
        if (most == Effect.BREAKS) {
            return isStable ? version(major + 1, 0, 0) : version(0, minor + 1, 0);
        }
        return most == Effect.ADDS && isStable
                ? version(major, minor + 1, 0)
                : version(major, minor, patch + 1);
    }

    private static ReleaseVersion version(int major, int minor, int patch) {
        return new ReleaseVersion(major, minor, patch, false);
    }

    @Override
    public int compareTo(ReleaseVersion other) {
        return Comparator.comparingInt(ReleaseVersion::major)
                .thenComparingInt(ReleaseVersion::minor)
                .thenComparingInt(ReleaseVersion::patch)
                .thenComparing(ReleaseVersion::isSnapshot, Comparator.reverseOrder())
                .compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch + (isSnapshot ? "-SNAPSHOT" : "");
    }
}
