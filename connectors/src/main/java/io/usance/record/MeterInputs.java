package io.usance.record;

import io.usance.metering.MeterKinds;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The kinds of meters whose records are read. Immutable. */
public final class MeterInputs {
    private final List<MeterInput> inputs;
    private final List<MeterTopic<?>> topics;

    private MeterInputs(Collection<? extends MeterInput> inputs) {
        this.inputs = List.copyOf(inputs);
        List<MeterTopic<?>> all = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (MeterInput input : inputs) {
            requireNew(names.add("kind " + input.kind()), "inputs are of kind", input.kind());
            for (MeterTopic<?> topic : input.topics()) {
                requireNew(names.add(topic.name()), "inputs read topic", topic.name());
                all.add(topic);
            }
        }
        this.topics = List.copyOf(all);
    }

    private static void requireNew(boolean isNew, String what, String name) {
        if (!isNew) {
            throw new IllegalArgumentException("two %s %s".formatted(what, name));
        }
    }

    /** These inputs. */
    public static MeterInputs of(Collection<? extends MeterInput> inputs) {
        return new MeterInputs(inputs);
    }

    /** These and one more. */
    public MeterInputs with(MeterInput input) {
        return new MeterInputs(Stream.concat(inputs.stream(), Stream.of(input)).toList());
    }

    /** All of them, in the order they were given. */
    public List<MeterInput> all() {
        return inputs;
    }

    /** The topics of all. */
    public List<MeterTopic<?>> topics() {
        return topics;
    }

    /**
     * Checks that an engine can be sent what these make.
     *
     * @throws IllegalArgumentException if it does not know one of their kinds
     */
    public void requireKnownTo(MeterKinds kinds) {
        inputs.forEach(input -> kinds.named(input.kind()));
    }
}
