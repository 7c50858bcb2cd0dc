package io.usance.record;

import java.util.List;

/**
 * What a kind of meter brings to the edge: its topics, how their records become commands, and the
 * schemas of its records and events. The engine knows the kind itself, and no format.
 */
public interface MeterInput {

    /**
     * The input of a kind with one topic, whose events have no schemas; that of the topic lies
     * beside the topic's class.
     */
    static MeterInput of(String kind, MeterTopic<?> topic) {
        return new MeterInput() {
            @Override
            public String kind() {
                return kind;
            }

            @Override
            public List<MeterTopic<?>> topics() {
                return List.of(topic);
            }

            @Override
            public String schema(String name) {
                return SchemaFiles.text(topic.getClass(), name);
            }
        };
    }

    /** Name of the kind, as the engine has it. */
    String kind();

    /**
     * Its inbound topics. A poll's records are handled in this order, those first that {@link
     * MeterTopic#goesFirst} says.
     */
    List<MeterTopic<?>> topics();

    /** Names of the schemas of those of its events that are published. */
    default List<String> eventSchemas() {
        return List.of();
    }

    /**
     * The text of the JSON Schema (draft 2020-12) of a topic's records or of an event; from {@code
     * schema/NAME.json} beside this class unless it is told otherwise.
     *
     * @param name of a topic's schema, or one of {@link #eventSchemas()}
     */
    default String schema(String name) {
        return SchemaFiles.text(getClass(), name);
    }
}
