package io.usance.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A type of the public face, read from its lines as {@link Signatures} writes them. */
final class ApiType {
    private static final Set<String> MODIFIERS =
            Set.of(
                    "abstract",
                    "default",
                    "final",
                    "native",
                    "protected",
                    "static",
                    "strictfp",
                    "synchronized",
                    "transient",
                    "volatile");

    /** Of no consequence for callers and subclasses. */
    private static final Set<String> INSIDE =
            Set.of("native", "strictfp", "synchronized", "transient", "volatile");

    private static final Pattern KIND =
            Pattern.compile(
                    "((?:(?:abstract|static|final|sealed|non-sealed|strictfp|protected) )*)"
                            + "(class|interface|enum|record|@interface)( <.*?>)?"
                            + "(?: extends (.*?))?(?: implements (.*))?");

    private final String name;
    private Set<String> modifiers = Set.of();
    private String word = "";
    private String heading = "";
    private Set<String> interfaces = Set.of();

    /** Modifiers by what they are written before: result, name and parameters. */
    private final Map<String, Set<String>> members = new TreeMap<>();

    private ApiType(String name) {
        this.name = name;
    }

    /** By name. */
    static Map<String, ApiType> read(Collection<String> lines) {
        Map<String, ApiType> types = new TreeMap<>();
        for (String line : lines) {
            int colon = line.indexOf(": ");
            if (colon < 0) {
                throw new IllegalArgumentException("no line of a public face: " + line);
            }
            types.computeIfAbsent(line.substring(0, colon), ApiType::new)
                    .add(line.substring(colon + 2));
        }
        return types;
    }

    private void add(String text) {
        Matcher kind = KIND.matcher(text);
        if (kind.matches()) {
            modifiers = words(kind.group(1));
            word = kind.group(2);
            heading = word + text(kind.group(3)) + " extends " + text(kind.group(4));
            interfaces = listed(text(kind.group(5)));
            return;
        }
        Set<String> before = new LinkedHashSet<>();
        String rest = text;
        for (int space = rest.indexOf(' '); space > 0; space = rest.indexOf(' ')) {
            if (!MODIFIERS.contains(rest.substring(0, space))) {
                break;
            }
            before.add(rest.substring(0, space));
            rest = rest.substring(space + 1);
        }
        before.removeAll(INSIDE);
        members.put(rest, before);
    }

    private static String text(@Nullable String group) {
        return group == null ? "" : group;
    }

    private static Set<String> words(String text) {
        Set<String> words = new LinkedHashSet<>(Arrays.asList(text.strip().split(" ")));
        words.remove("");
        words.remove("strictfp");
        return words;
    }

    /** Parts between commas, those within angle brackets aside. */
    private static Set<String> listed(String text) {
        Set<String> parts = new TreeSet<>();
        int depth = 0;
        int from = 0;
        for (int at = 0; at < text.length(); at++) {
            char each = text.charAt(at);
            depth += each == '<' ? 1 : each == '>' ? -1 : 0;
            if (each == ',' && depth == 0) {
                parts.add(text.substring(from, at).strip());
                from = at + 1;
            }
        }
        parts.add(text.substring(from).strip());
        parts.remove("");
        return parts;
    }

    String name() {
        return name;
    }

    /** Lines of its members are there, and none of its own. */
    boolean isWithoutKind() {
        return word.isEmpty();
    }

    Set<String> memberNames() {
        return members.keySet();
    }

    /** Modifiers of a member. */
    Set<String> modifiers(String member) {
        return members.getOrDefault(member, Set.of());
    }

    /** The member as it was written. */
    String line(String member) {
        List<String> words = new ArrayList<>(modifiers(member));
        words.add(member);
        return name + ": " + String.join(" ", words);
    }

    /** The type without its members, as it was written. */
    String kind() {
        List<String> words = new ArrayList<>(modifiers);
        words.add(heading.replaceFirst(" extends $", ""));
        if (!interfaces.isEmpty()) {
            words.add("implements " + String.join(", ", interfaces));
        }
        return name + ": " + String.join(" ", words);
    }

    boolean isSameKindAs(ApiType other) {
        return kind().equals(other.kind());
    }

    /** Code for the other one takes this one for it: it may be extended now, or is more besides. */
    boolean replaces(ApiType other) {
        Set<String> modifiersLeft = new LinkedHashSet<>(other.modifiers);
        modifiersLeft.remove("final");
        Set<String> modifiersNow = new LinkedHashSet<>(modifiers);
        modifiersNow.remove("final");
        boolean isMore = !interfaces.equals(other.interfaces);
        return heading.equals(other.heading)
                && modifiersLeft.equals(modifiersNow)
                && (other.modifiers.contains("final") || !modifiers.contains("final"))
                && interfaces.containsAll(other.interfaces)
                && !(isMore && isForOthersToImplement());
    }

    /** A class of a host may extend or implement it. */
    boolean isForOthersToImplement() {
        boolean isAbstract = word.equals("interface") || modifiers.contains("abstract");
        return isAbstract && isForOthersToExtend();
    }

    /** Neither closed nor without a constructor that others may call. */
    boolean isForOthersToExtend() {
        boolean isClosed =
                modifiers.contains("sealed")
                        || modifiers.contains("final")
                        || word.equals("record")
                        || word.equals("enum");
        return !isClosed
                && (word.equals("interface")
                        || members.keySet().stream().anyMatch(each -> each.startsWith("new(")));
    }
}
