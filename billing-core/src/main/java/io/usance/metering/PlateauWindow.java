package io.usance.metering;

import java.util.ArrayList;
import java.util.List;

/**
 * The last readings in the device's order, as two neighbouring groups whose medians are robust
 * plateau estimates: up to two wild values of a group's five do not move it.
 *
 * @param samples oldest first, at most twice {@link #GROUP}; unmodifiable
 */
record PlateauWindow(List<Sample> samples) {

    /** Readings in a group. */
    static final int GROUP = 5;

    static final PlateauWindow EMPTY = new PlateauWindow(List.of());

    PlateauWindow push(Sample sample) {
        int drop = samples.size() == 2 * GROUP ? 1 : 0;
        List<Sample> next = new ArrayList<>(2 * GROUP);
        next.addAll(samples.subList(drop, samples.size()));
        next.add(sample);
        return new PlateauWindow(next);
    }

    PlateauWindow revalued(Revaluation to) {
        return new PlateauWindow(samples.stream().map(to::of).toList());
    }

    boolean isEmpty() {
        return samples.isEmpty();
    }

    boolean hasPlateau() {
        return samples.size() >= GROUP;
    }

    boolean isFull() {
        return samples.size() == 2 * GROUP;
    }

    /** The newest group, fewer readings at the start; not empty if the window is not. */
    Plateau newest() {
        return Plateau.of(samples.subList(Math.max(0, samples.size() - GROUP), samples.size()));
    }

    /** The group before the newest; the window must be full. */
    Plateau older() {
        return Plateau.of(samples.subList(0, GROUP));
    }

    /** When the newest group's first reading was sampled; the window must have a plateau. */
    long newestStartMs() {
        return samples.get(samples.size() - GROUP).atMs();
    }

    /** When the older group's first reading was sampled; the window must be full. */
    long olderStartMs() {
        return samples.getFirst().atMs();
    }

    /** When the older group's last reading was sampled; the window must be full. */
    long olderEndMs() {
        return samples.get(GROUP - 1).atMs();
    }
}
