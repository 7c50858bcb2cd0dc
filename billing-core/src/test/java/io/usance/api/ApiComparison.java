package io.usance.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What changed between two public faces, and whether code that was written for the first goes on
 * with the second. Where that cannot be told from the lines, such as a method that went to a
 * superclass, it counts as breaking. A new constant, or a new subtype of a sealed type, does not.
 */
final class ApiComparison {
    private static final Pattern METHOD = Pattern.compile("(\\S+)\\(");

    private final Map<String, ApiType> before;
    private final Map<String, ApiType> now;
    private final List<ApiChange> changes = new ArrayList<>();

    private ApiComparison(Map<String, ApiType> before, Map<String, ApiType> now) {
        this.before = before;
        this.now = now;
    }

    /** By type and member. */
    static List<ApiChange> compare(Collection<String> before, Collection<String> now) {
        ApiComparison comparison = new ApiComparison(ApiType.read(before), ApiType.read(now));
        comparison.types();
        return comparison.changes;
    }

    private void types() {
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(now.keySet());
        for (String name : names) {
            ApiType was = before.get(name);
            ApiType is = now.get(name);
            if (was == null && is != null) {
                changes.add(ApiChange.adds("new: " + is.kind()));
            } else if (was != null && is == null) {
                changes.add(ApiChange.breaks("gone: " + was.kind()));
            } else if (was != null && is != null) {
                kinds(was, is);
                members(was, is);
            }
        }
    }

    private void kinds(ApiType was, ApiType is) {
        if (is.isSameKindAs(was)) {
            return;
        }
        String text = "changed: " + was.kind() + " -> " + is.kind();
        changes.add(is.replaces(was) ? ApiChange.adds(text) : ApiChange.breaks(text));
    }

    private void members(ApiType was, ApiType is) {
        Set<String> gone = new TreeSet<>(was.memberNames());
        gone.removeAll(is.memberNames());
        Set<String> come = new TreeSet<>(is.memberNames());
        come.removeAll(was.memberNames());
        for (String member : was.memberNames()) {
            if (is.memberNames().contains(member)) {
                modifiers(member, was, is);
            } else {
                String instead = theOnly(name(member), gone, come);
                changes.add(
                        instead.isEmpty()
                                ? ApiChange.breaks("gone: " + was.line(member))
                                : ApiChange.breaks(
                                        "changed: "
                                                + was.line(member)
                                                + " -> "
                                                + is.line(instead)));
                come.remove(instead);
            }
        }
        come.forEach(member -> added(member, is));
    }

    /** What has the name among those that came, if one went and one came; else nothing. */
    private static String theOnly(String name, Set<String> gone, Set<String> come) {
        List<String> candidates = come.stream().filter(each -> name(each).equals(name)).toList();
        boolean isOne = gone.stream().filter(each -> name(each).equals(name)).count() == 1;
        return isOne && candidates.size() == 1 ? candidates.getFirst() : "";
    }

    private static String name(String member) {
        Matcher method = METHOD.matcher(member);
        return method.find() ? method.group(1) : member.substring(member.lastIndexOf(' ') + 1);
    }

    private void modifiers(String member, ApiType was, ApiType is) {
        Set<String> before = was.modifiers(member);
        Set<String> now = is.modifiers(member);
        if (before.equals(now)) {
            return;
        }
        Set<String> lost = new HashSet<>(before);
        lost.removeAll(now);
        Set<String> got = new HashSet<>(now);
        got.removeAll(before);
        got.remove("default"); // Was abstract: those who implement it need not any more.
        if (!is.isForOthersToExtend()) {
            got.remove("final");
        }
        boolean isFreer = Set.of("abstract", "final", "protected", "default").containsAll(lost);
        String text = "changed: " + was.line(member) + " -> " + is.line(member);
        changes.add(
                got.isEmpty() && isFreer && !isConstantThatMoves(member, lost)
                        ? ApiChange.adds(text)
                        : ApiChange.breaks(text));
    }

    /** A field that is not final any more is no constant: its value was compiled into others. */
    private static boolean isConstantThatMoves(String member, Set<String> lost) {
        return !member.contains("(") && lost.contains("final");
    }

    private void added(String member, ApiType is) {
        if (is.modifiers(member).contains("abstract") && is.isForOthersToImplement()) {
            changes.add(
                    ApiChange.breaks(
                            "new and abstract: "
                                    + is.line(member)
                                    + "; classes of hosts that implement it lack it: give it a"
                                    + " default, or seal what only the engine implements"));
        } else {
            changes.add(ApiChange.adds("new: " + is.line(member)));
        }
    }
}
