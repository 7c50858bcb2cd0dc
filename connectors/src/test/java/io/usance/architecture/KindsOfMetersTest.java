package io.usance.architecture;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import io.usance.meter.StandardMeters;
import io.usance.metering.MeterKind;
import io.usance.record.kinds.StandardInputs;
import io.usance.report.kinds.StandardSections;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Who knows a kind of meter: the registries, the kind's own packages, and what is made for people
 * who have meters of that kind. All else sees the seam, directly and through others.
 */
class KindsOfMetersTest {
    private static final Set<String> REGISTRIES =
            Set.of(
                    StandardMeters.class.getName(),
                    StandardInputs.class.getName(),
                    StandardSections.class.getName());

    /** The command line, what it does with files, the demo and the simulation. */
    private static final Set<String> MAY_KNOW =
            Set.of("io.usance.cli", "io.usance.offline", "io.usance.demo", "io.usance.simulation");

    /** Where meters are written down in a file, each kind in a section of its own. */
    private static final Set<String> WRITTEN_DOWN =
            Set.of(
                    "io.usance.document.MasterData",
                    "io.usance.document.MasterDataRules",
                    "io.usance.document.SiloFile",
                    "io.usance.document.MachineFile");

    /** Of the kinds that come with the engine. */
    private static final Set<String> NAMES =
            StandardMeters.kinds().all().stream().map(MeterKind::name).collect(toSet());

    private static final Set<String> KINDS = packagesOfKinds();

    private static Set<String> packagesOfKinds() {
        Set<String> packages = new TreeSet<>();
        for (JavaClass each : MainClasses.ALL) {
            boolean meters = isUnder(StandardMeters.class.getPackageName(), each);
            boolean sections =
                    isUnder("io.usance.report", each)
                            && !each.getPackageName()
                                    .equals(StandardSections.class.getPackageName());
            if (meters || sections || isUnder("io.usance.document", each)) {
                packages.add(each.getPackageName());
            }
        }
        StandardInputs.all()
                .all()
                .forEach(input -> packages.add(input.getClass().getPackageName()));
        return packages;
    }

    private static boolean isUnder(String name, JavaClass each) {
        return each.getPackageName().startsWith(name + ".");
    }

    @Test
    void nothingElseReachesAKind() {
        assertThat(
                        MainClasses.chains(
                                each ->
                                        !isOfAKind(each)
                                                && !in(MAY_KNOW, each)
                                                && !isNamed(REGISTRIES, each)
                                                && !isNamed(WRITTEN_DOWN, each),
                                KindsOfMetersTest::isOfAKind,
                                each -> isNamed(REGISTRIES, each) || isNamed(WRITTEN_DOWN, each)))
                .isEmpty();
    }

    /** Lying beside the kinds' packages makes no package one of a kind. */
    @Test
    void aPackageOfAKindHasTheNameOfARegisteredKind() {
        assertThat(KINDS).allMatch(name -> kindOf(name) != null);
    }

    @Test
    void noKindReachesAnother() {
        for (String own : NAMES) {
            assertThat(
                            MainClasses.chains(
                                    each -> isOfAKind(each) && own.equals(kindOf(each)),
                                    each -> isOfAKind(each) && !own.equals(kindOf(each)),
                                    each -> isNamed(REGISTRIES, each)))
                    .as(own)
                    .isEmpty();
        }
    }

    private static @Nullable String kindOf(JavaClass each) {
        return kindOf(each.getPackageName());
    }

    /** The kind that a part of a package's name says it is of; null if none does. */
    private static @Nullable String kindOf(String packageName) {
        return Arrays.stream(packageName.split("\\."))
                .filter(NAMES::contains)
                .findFirst()
                .orElse(null);
    }

    /** An exception that is none any more is taken off the list. */
    @Test
    void everyExceptionIsOne() {
        Set<String> needless = new HashSet<>(REGISTRIES);
        needless.addAll(WRITTEN_DOWN);
        for (JavaClass each : MainClasses.ALL) {
            if (MainClasses.uses(each).anyMatch(KindsOfMetersTest::isOfAKind)) {
                needless.remove(outermost(each));
            }
        }
        assertThat(needless).isEmpty();
    }

    /** The rule would pass if it saw nothing. */
    @Test
    void theRuleSeesWhatItShould() {
        assertThat(KINDS)
                .contains("io.usance.meter.silo", "io.usance.record.silo", "io.usance.report.silo");
        assertThat(chainsFrom("io.usance.service.UsanceService", none -> false))
                .as("through a registry")
                .singleElement()
                .asString()
                .contains(" -> io.usance.record.kinds.StandardInputs -> io.usance.record.");
        for (MeterKind<?, ?, ?> kind : StandardMeters.kinds().all()) {
            assertThat(kind.getClass().getPackageName()).isIn(KINDS);
        }
        assertThat(chainsFrom(StandardMeters.class.getName(), none -> false)).isNotEmpty();
        assertThat(chainsFrom("io.usance.simulation.SimulatedReading", none -> false)).isNotEmpty();
        assertThat(MainClasses.ALL.stream().filter(each -> in(MAY_KNOW, each)))
                .anyMatch(each -> MainClasses.uses(each).anyMatch(KindsOfMetersTest::isOfAKind));
    }

    private static List<String> chainsFrom(String name, Predicate<JavaClass> ends) {
        return MainClasses.chains(
                each -> each.getName().equals(name), KindsOfMetersTest::isOfAKind, ends);
    }

    private static boolean isOfAKind(JavaClass each) {
        return in(KINDS, each);
    }

    private static boolean in(Set<String> packages, JavaClass each) {
        return packages.stream()
                .anyMatch(name -> (each.getPackageName() + ".").startsWith(name + "."));
    }

    /** The class or the one it is written in. */
    private static boolean isNamed(Set<String> names, JavaClass each) {
        return names.contains(outermost(each));
    }

    private static String outermost(JavaClass each) {
        String name = each.getName();
        return name.contains("$") ? name.substring(0, name.indexOf('$')) : name;
    }
}
