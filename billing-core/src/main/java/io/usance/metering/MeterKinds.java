package io.usance.metering;

import com.fasterxml.jackson.databind.Module;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The kinds of meters an engine knows. Immutable. */
public final class MeterKinds {
    private final Map<String, MeterKind<?, ?, ?>> byName = new LinkedHashMap<>();
    private final Map<String, MeterKind<?, ?, ?>> bySnapshot = new HashMap<>();
    private final Map<String, Class<?>> eventByName = new LinkedHashMap<>();
    private final Map<String, MeterKind<?, ?, ?>> kindByEvent = new HashMap<>();

    private MeterKinds(Collection<? extends MeterKind<?, ?, ?>> kinds) {
        for (MeterKind<?, ?, ?> kind : kinds) {
            requireNew(byName.put(kind.name(), kind) == null, "kind of meter", kind.name());
            requireNew(
                    bySnapshot.put(kind.snapshotName(), kind) == null,
                    "snapshot",
                    kind.snapshotName());
            for (Class<?> type : kind.eventTypes()) {
                String event = type.getSimpleName();
                requireNew(eventByName.put(event, type) == null, "event", event);
                kindByEvent.put(event, kind);
            }
        }
    }

    private static void requireNew(boolean isNew, String what, String name) {
        if (!isNew) {
            throw new IllegalArgumentException(
                    "two kinds of meters have the %s %s; stored names are unique"
                            .formatted(what, name));
        }
    }

    /** These kinds. */
    public static MeterKinds of(Collection<? extends MeterKind<?, ?, ?>> kinds) {
        return new MeterKinds(kinds);
    }

    /** These and one more. */
    public MeterKinds with(MeterKind<?, ?, ?> kind) {
        return new MeterKinds(Stream.concat(byName.values().stream(), Stream.of(kind)).toList());
    }

    /** All of them, in the order they were given. */
    public List<MeterKind<?, ?, ?>> all() {
        return List.copyOf(byName.values());
    }

    /**
     * The kind of that name.
     *
     * @throws IllegalArgumentException if there is none, naming those there are
     */
    public MeterKind<?, ?, ?> named(String name) {
        MeterKind<?, ?, ?> kind = byName.get(name);
        if (kind == null) {
            throw new IllegalArgumentException(
                    "%s is no kind of meter; there are %s"
                            .formatted(name, String.join(", ", byName.keySet())));
        }
        return kind;
    }

    /**
     * The kind that a command is for.
     *
     * @throws IllegalArgumentException if this engine does not know it
     */
    public MeterKind<?, ?, ?> of(MeterCommand<?> command) {
        if (command instanceof ComposedCommand<?> composed) {
            return of(composed.parts().get(0));
        }
        for (MeterKind<?, ?, ?> kind : byName.values()) {
            if (kind.commandType().isInstance(command)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(
                "meter %s is of a kind that is not registered with the engine; there are %s"
                        .formatted(command.meterId(), String.join(", ", byName.keySet())));
    }

    /** The kind whose snapshots are stored under this name; null if there is none. */
    public @Nullable MeterKind<?, ?, ?> ofSnapshot(String snapshotName) {
        return bySnapshot.get(snapshotName);
    }

    /** The kind whose event is stored under this name; null if it is of no meter. */
    public @Nullable MeterKind<?, ?, ?> ofEvent(String eventName) {
        return kindByEvent.get(eventName);
    }

    /** The kind of a meter's event. */
    public MeterKind<?, ?, ?> of(MeterEvent event) {
        return Objects.requireNonNull(
                kindByEvent.get(event.getClass().getSimpleName()),
                "an event of a kind of meter that is not registered");
    }

    /** Event types by stored name. */
    public Map<String, Class<?>> events() {
        return Map.copyOf(eventByName);
    }

    /** Stored names of events that are seen as the given interface by those who follow the log. */
    public Set<String> eventsThatAre(Class<? extends MeterEvent> seam) {
        return eventByName.entrySet().stream()
                .filter(entry -> seam.isAssignableFrom(entry.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Stored names of the events that change the read models: all but evidence that does not. */
    public Set<String> projected() {
        Set<String> names = new HashSet<>();
        for (MeterKind<?, ?, ?> kind : byName.values()) {
            names.addAll(kind.projected());
        }
        return names;
    }

    /** Stored names of the events that stand for one record taken each. */
    public Set<String> singleRecords() {
        return byName.values().stream()
                .flatMap(kind -> kind.singleRecords().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Stored names of the events that stand for one record taken each if they say so. */
    public Set<String> markedRecords() {
        return byName.values().stream()
                .flatMap(kind -> kind.markedRecords().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Stored names of the events that are not published. */
    public Set<String> unpublished() {
        return byName.values().stream()
                .flatMap(kind -> kind.unpublished().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** How their events are written, for a JSON mapper. */
    public List<Module> storedForms() {
        return byName.values().stream()
                .map(MeterKind::storedForms)
                .filter(Objects::nonNull)
                .toList();
    }
}
