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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The public face of the module: every type, method and field of its exported packages that other
 * code can name.
 */
final class Signatures {
    private static final Path CLASSES = Path.of("target", "classes");

    private static final Path MODULE = Path.of("src", "main", "module", "module-info.java");
    private static final Pattern EXPORTED = Pattern.compile("(?m)^    exports ([\\w.]+);$");
    private static final Pattern NAMED =
            Pattern.compile("(?m)^    (?:exports|opens) (io\\.usance[\\w.]+)\\b");
    private static final Pattern TYPE =
            Pattern.compile("\\b((?:[a-z]\\w*\\.)+)[A-Z]\\w*(?:\\$\\w+)*");

    private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");

    private Signatures() {}

    /** The packages that the descriptor says something of. */
    static Set<String> decidedUpon() throws IOException {
        return NAMED.matcher(Files.readString(MODULE))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The packages of the module. */
    static Set<String> packages() throws IOException {
        try (Stream<Path> files = Files.walk(CLASSES.resolve("io"))) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .map(file -> CLASSES.relativize(file.getParent()).toString())
                    .map(directory -> directory.replace('/', '.'))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** The packages that the module exports to all. */
    static Set<String> exported() throws IOException {
        return EXPORTED.matcher(Files.readString(MODULE))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** One line each, in order. */
    static Set<String> all() throws IOException {
        Set<String> exported = exported();
        Set<String> lines = new TreeSet<>();
        try (Stream<Path> files = Files.walk(CLASSES.resolve("io"))) {
            files.map(CLASSES::relativize)
                    .map(Path::toString)
                    .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
                    .map(file -> file.substring(0, file.length() - 6).replace('/', '.'))
                    .map(Signatures::load)
                    .filter(type -> exported.contains(type.getPackageName()) && isShown(type))
                    .forEach(type -> add(type, lines));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return lines;
    }

    /** One line each, without what most begin with. */
    static Set<String> plain(Set<String> lines) {
        return lines.stream().map(Signatures::plain).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The packages of the types that a line names. */
    static Set<String> packagesIn(String line) {
        return TYPE.matcher(line)
                .results()
                .map(found -> found.group(1).substring(0, found.group(1).length() - 1))
                .collect(Collectors.toCollection(TreeSet::new));
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
        return true;
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
                .forEach(lines::add);
    }

    private static boolean isShown(Member member) {
        return isShown(member.getModifiers()) && !member.isSynthetic();
    }

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
