package io.usance.document;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A document that was read, and the problems that are found in it. */
final class ReadDocument {
    private final String name;
    private final JsonNode tree;
    private final Function<List<String>, SourcePlaces> places;
    private final List<String> placed = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    /**
     * @param name of the file, as messages have it
     * @param places of what messages are about
     */
    ReadDocument(String name, JsonNode tree, Function<List<String>, SourcePlaces> places) {
        this.name = name;
        this.tree = tree;
        this.places = places;
    }

    JsonNode tree() {
        return tree;
    }

    /**
     * Takes what is wrong with it.
     *
     * @param problem begins with a path
     */
    void report(String problem) {
        problems.add(problem);
    }

    /** Takes what is wrong at a place that its path does not tell. */
    void report(SourcePlaces.Place place, String problem) {
        placed.add(place + " " + Shown.line(problem));
    }

    boolean isRight() {
        return problems.isEmpty() && placed.isEmpty();
    }

    /** All that was reported, each with the file and the place in it. */
    List<String> problems() {
        List<String> told = new ArrayList<>();
        placed.forEach(one -> told.add(name + " " + one));
        told.addAll(told(problems));
        return told;
    }

    /**
     * Messages with the file and the place in it.
     *
     * @param found each begins with a path
     */
    List<String> told(List<String> found) {
        if (found.isEmpty()) {
            return List.of();
        }
        SourcePlaces known = places.apply(found);
        return found.stream().map(one -> name + " " + known.told(one)).toList();
    }
}
