package io.usance.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Files that use one another in a ring: strongly connected components of the graph of uses (R. E.
 * Tarjan, Depth-first search and linear graph algorithms, SIAM Journal on Computing 1, 1972).
 */
final class Rings {
    private final Map<String, Set<String>> uses;
    private final Map<String, Integer> order = new HashMap<>();
    private final Map<String, Integer> low = new HashMap<>();
    private final Deque<String> path = new ArrayDeque<>();
    private final List<Set<String>> found = new ArrayList<>();

    private Rings(Map<String, Set<String>> uses) {
        this.uses = uses;
    }

    /** All rings; what is in none is a ring of one. */
    static List<Set<String>> of(Map<String, Set<String>> uses) {
        Rings rings = new Rings(uses);
        uses.keySet().forEach(rings::visit);
        return rings.found;
    }

    /** By package and file, which files of the same package it uses, itself left out. */
    static Map<String, Map<String, Set<String>>> usesByPackage(Iterable<JavaClass> classes) {
        Map<String, Map<String, Set<String>>> uses = new TreeMap<>();
        for (JavaClass each : classes) {
            Set<String> used =
                    uses.computeIfAbsent(each.getPackageName(), name -> new TreeMap<>())
                            .computeIfAbsent(file(each), name -> new TreeSet<>());
            MainClasses.uses(each)
                    .filter(target -> target.getPackageName().equals(each.getPackageName()))
                    .map(Rings::file)
                    .filter(target -> !target.equals(file(each)))
                    .forEach(used::add);
        }
        return uses;
    }

    /** Nested classes, records and enums are of the file of the class they are in. */
    private static String file(JavaClass each) {
        JavaClass top = each;
        while (top.getEnclosingClass().isPresent()) {
            top = top.getEnclosingClass().get();
        }
        return top.getSimpleName();
    }

    private void visit(String file) {
        if (order.containsKey(file)) {
            return;
        }
        order.put(file, order.size());
        low.put(file, order.get(file));
        path.push(file);
        for (String used : uses.getOrDefault(file, Set.of())) {
            visit(used);
            if (path.contains(used)) {
                low.merge(file, low.get(used), Math::min);
            }
        }
        if (low.get(file).equals(order.get(file))) {
            found.add(upTo(file));
        }
    }

    private Set<String> upTo(String file) {
        Set<String> ring = new TreeSet<>();
        String top;
        do {
            top = path.pop();
            ring.add(top);
        } while (!top.equals(file));
        return ring;
    }
}
