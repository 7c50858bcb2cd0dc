package io.usance.anchor;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.usance.meter.StandardMeters;
import io.usance.metering.MeterKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * No class of this module knows a kind of meter, but through the registry of billing-core: all see
 * the seam, directly and through others.
 */
class KindsOfMetersTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.usance");

    private static final String REGISTRY = StandardMeters.class.getName();
    private static final String SIMULATION = "io.usance.simulation";

    /** Each package below is a kind's own. */
    private static final String KINDS = StandardMeters.class.getPackageName() + ".";

    @Test
    void nothingElseReachesAKind() {
        Map<String, String> reach = reach();
        List<String> others =
                reach.keySet().stream()
                        .filter(name -> !name.startsWith(SIMULATION + "."))
                        .filter(name -> !name.equals(REGISTRY))
                        .map(name -> name + " -> " + reach.get(name))
                        .toList();
        assertThat(others).isEmpty();
    }

    /** The rule would pass if it saw nothing. */
    @Test
    void theRuleSeesWhatItShould() {
        for (MeterKind<?, ?, ?> kind : StandardMeters.kinds().all()) {
            assertThat(kind.getClass().getPackageName()).startsWith(KINDS);
        }
        assertThat(reach()).containsKey(REGISTRY).containsKey(SIMULATION + ".SimulatedReading");
    }

    /**
     * Classes that reach a kind other than through the registry, none of a kind itself, and the
     * next on the way.
     */
    private static Map<String, String> reach() {
        Map<String, String> reach = new HashMap<>();
        boolean more = true;
        while (more) {
            more = false;
            for (JavaClass each : CLASSES) {
                if (isOfAKind(each) || reach.containsKey(each.getName())) {
                    continue;
                }
                for (Dependency uses : each.getDirectDependenciesFromSelf()) {
                    JavaClass next = uses.getTargetClass().getBaseComponentType();
                    boolean leads = reach.containsKey(next.getName());
                    if (isOfAKind(next) || (leads && !next.getName().equals(REGISTRY))) {
                        reach.put(each.getName(), next.getName());
                        more = true;
                        break;
                    }
                }
            }
        }
        return reach;
    }

    private static boolean isOfAKind(JavaClass each) {
        return each.getPackageName().startsWith(KINDS);
    }
}
