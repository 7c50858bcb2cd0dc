package io.usance.report;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The kinds of meters with a section of their own in reports. A kind without one is shown by {@link
 * BalanceSection}. Immutable.
 */
public final class MeterSections {
    private final List<MeterSection> sections;

    private MeterSections(Collection<? extends MeterSection> sections) {
        Set<String> kinds = new HashSet<>();
        for (MeterSection section : sections) {
            if (!kinds.add(section.kind())) {
                throw new IllegalArgumentException(
                        "two sections of a report are of kind " + section.kind());
            }
        }
        this.sections = List.copyOf(sections);
    }

    /** These sections, in the order of the report. */
    public static MeterSections of(Collection<? extends MeterSection> sections) {
        return new MeterSections(sections);
    }

    /** These and one more. */
    public MeterSections with(MeterSection section) {
        return new MeterSections(Stream.concat(sections.stream(), Stream.of(section)).toList());
    }

    /**
     * The sections for these kinds of meters, in the order of this registry, then by name; all of
     * it if no kind is known.
     */
    List<MeterSection> of(Set<String> kinds) {
        if (kinds.isEmpty()) {
            return sections;
        }
        Stream<MeterSection> own =
                sections.stream().filter(section -> kinds.contains(section.kind()));
        Stream<MeterSection> others =
                kinds.stream()
                        .filter(kind -> find(kind).isEmpty())
                        .sorted()
                        .map(BalanceSection::new);
        return Stream.concat(own, others).toList();
    }

    private Optional<MeterSection> find(String kind) {
        return sections.stream().filter(section -> section.kind().equals(kind)).findFirst();
    }
}
