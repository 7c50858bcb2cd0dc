package io.usance.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The public face of the module: every type, method and field that other code can name. */
final class Signatures {
    private static final Path CLASSES = Path.of("target", "classes");

    /** Not for others: what the demo is simulated with, and how things are written as JSON. */
    private static final Set<String> INTERNAL = Set.of("io.usance.simulation", "io.usance.json");

    /** In the jar these have other names: what mentions them can be called by nothing else. */
    private static final List<String> INSIDE =
            List.of("org.axonframework", "org.jooq", "org.flywaydb");

    private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");

    private Signatures() {}

    /** One line each, in order. */
    static Set<String> all() throws IOException {
        Set<String> lines = new TreeSet<>();
        try (Stream<Path> files = Files.walk(CLASSES.resolve("io"))) {
            files.map(CLASSES::relativize)
                    .map(Path::toString)
                    .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
                    .map(file -> file.substring(0, file.length() - 6).replace('/', '.'))
                    .map(Signatures::load)
                    .filter(Signatures::isShown)
                    .forEach(type -> add(type, lines));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return lines;
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Signatures.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isShown(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getEnclosingClass()) {
            if (!isShown(each.getModifiers()) || each.isAnonymousClass() || each.isLocalClass()) {
                return false;
            }
        }
        return !INTERNAL.contains(type.getPackageName());
    }

    private static boolean isShown(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static void add(Class<?> type, Set<String> lines) {
        String name = type.getName();
        Stream<String> constructors =
                Arrays.stream(type.getDeclaredConstructors())
                        .filter(Signatures::isShown)
                        .map(each -> each.toGenericString().replace(name, "new"));
        Stream<String> methods =
                Arrays.stream(type.getDeclaredMethods())
                        .filter(each -> isShown(each) && !OF_EVERY_OBJECT.contains(each.getName()))
                        .map(each -> each.toGenericString().replace(name + ".", ""));
        Stream<String> fields =
                Arrays.stream(type.getDeclaredFields())
                        .filter(Signatures::isShown)
                        .map(each -> each.toGenericString().replace(name + ".", ""));
        Stream.of(Stream.of(kind(type)), constructors, methods, fields)
                .flatMap(each -> each)
                .map(text -> name + ": " + text)
                .filter(line -> INSIDE.stream().noneMatch(line::contains))
                .map(Signatures::plain)
                .forEach(lines::add);
    }

    private static boolean isShown(Member member) {
        return isShown(member.getModifiers()) && !member.isSynthetic();
    }

    /** Without what most lines begin with. */
    private static String plain(String line) {
        return line.replace("io.usance.", "")
                .replace("java.lang.", "")
                .replace("java.util.", "")
                .replace(": public ", ": ");
    }

    private static String kind(Class<?> type) {
        StringBuilder kind = new StringBuilder(type.toGenericString().replace(type.getName(), ""));
        if (type.getGenericSuperclass() != null && type.getSuperclass() != Object.class) {
            kind.append(" extends ").append(type.getGenericSuperclass().getTypeName());
        }
        List<String> interfaces =
                Arrays.stream(type.getGenericInterfaces()).map(each -> each.getTypeName()).toList();
        if (!interfaces.isEmpty()) {
            kind.append(" implements ").append(String.join(", ", interfaces));
        }
        return kind.toString().replaceAll(" +", " ").trim();
    }
}
