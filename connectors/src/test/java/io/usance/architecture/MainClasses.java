package io.usance.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The product's classes: those of this module and of the modules that it needs. */
final class MainClasses {
    private static final String TESTS =
            MainClasses.class.getProtectionDomain().getCodeSource().getLocation().getPath();

    /** What the engine's jar keeps inside, under names of ours. */
    private static final String INSIDE = "/io/usance/shaded/";

    /** All but the tests' own. */
    static final JavaClasses ALL =
            new ClassFileImporter()
                    .withImportOption(location -> !location.contains(TESTS))
                    .withImportOption(location -> !location.contains(INSIDE))
                    .importPackages("io.usance");

    private MainClasses() {}

    /** Classes that a class names, itself too; of an array, the class of its elements. */
    static Stream<JavaClass> uses(JavaClass each) {
        return each.getDirectDependenciesFromSelf().stream()
                .map(Dependency::getTargetClass)
                .map(JavaClass::getBaseComponentType)
                .distinct();
    }

    /**
     * How classes reach what they must not, directly or through other classes of the product.
     *
     * @return a shortest chain of names for each class that reaches one, joined by arrows
     */
    static List<String> chains(Predicate<JavaClass> from, Predicate<JavaClass> forbidden) {
        return chains(from, forbidden, none -> false);
    }

    /**
     * Likewise, but what is reached through some classes does not count.
     *
     * @param ends where chains end
     */
    static List<String> chains(
            Predicate<JavaClass> from, Predicate<JavaClass> forbidden, Predicate<JavaClass> ends) {
        List<String> chains = new ArrayList<>();
        for (JavaClass start : ALL) {
            if (from.test(start)) {
                List<JavaClass> chain = chain(start, forbidden, ends);
                if (!chain.isEmpty()) {
                    chains.add(
                            chain.stream()
                                    .map(JavaClass::getName)
                                    .collect(Collectors.joining(" -> ")));
                }
            }
        }
        return chains;
    }

    private static List<JavaClass> chain(
            JavaClass start, Predicate<JavaClass> forbidden, Predicate<JavaClass> ends) {
        Map<JavaClass, @Nullable JavaClass> cameFrom = new HashMap<>();
        cameFrom.put(start, null);
        Deque<JavaClass> open = new ArrayDeque<>(List.of(start));
        while (!open.isEmpty()) {
            JavaClass at = open.remove();
            for (JavaClass next : uses(at).toList()) {
                if (cameFrom.containsKey(next)) {
                    continue;
                }
                cameFrom.put(next, at);
                if (forbidden.test(next)) {
                    return wayTo(next, cameFrom);
                }
                if (ALL.contain(next.getName()) && !ends.test(next)) {
                    open.add(ALL.get(next.getName()));
                }
            }
        }
        return List.of();
    }

    private static List<JavaClass> wayTo(
            JavaClass end, Map<JavaClass, @Nullable JavaClass> cameFrom) {
        List<JavaClass> way = new ArrayList<>();
        for (JavaClass at = end; at != null; at = cameFrom.get(at)) {
            way.add(at);
        }
        Collections.reverse(way);
        return way;
    }
}
