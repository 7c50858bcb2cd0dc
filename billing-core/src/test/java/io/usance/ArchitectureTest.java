package io.usance;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasModifiers;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What this module promises about itself, checked on its class files. */
class ArchitectureTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.usance");

    /** Where time and chance arrive in commands, and numbers are exact. */
    private static final String[] DOMAIN = {
        "io.usance.level..",
        "io.usance.metering..",
        "io.usance.meter.machine..",
        "io.usance.meter.silo..",
        "io.usance.pricing..",
        "io.usance.contract..",
        "io.usance.settlement..",
        "io.usance.period..",
        "io.usance.money..",
        "io.usance.quantity.."
    };

    private static final Set<String> INEXACT =
            Set.of("double", "float", "java.lang.Double", "java.lang.Float");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.usance.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    /** Geometry and densities are of use without silos, readings and contracts. */
    @Test
    void levelsKnowNothingOfMetering() {
        noClasses()
                .that()
                .resideInAPackage("io.usance.level..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.usance..")
                                .and(not(resideInAPackage("io.usance.level..")))
                                // How all values refuse what they are given.
                                .and(not(resideInAPackage("io.usance.failure"))))
                .check(CLASSES);
    }

    @Test
    void theDomainReadsNoClockAndThrowsNoDice() {
        noClasses()
                .that()
                .resideInAnyPackage(DOMAIN)
                .should()
                .callMethodWhere(call("a clock or a random source", ArchitectureTest::isImpure))
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
                .orShould()
                .callConstructor(java.util.Random.class)
                .orShould()
                .callConstructor(java.util.Random.class, long.class)
                .check(CLASSES);
    }

    private static boolean isImpure(JavaCall<?> call) {
        String owner = call.getTargetOwner().getName();
        String name = call.getTarget().getName();
        return (owner.startsWith("java.time.") && name.equals("now"))
                || (owner.equals("java.time.Clock") && name.startsWith("system"))
                || (owner.equals("java.lang.System")
                        && (name.equals("currentTimeMillis") || name.equals("nanoTime")))
                || (owner.equals("java.lang.Math") && name.equals("random"))
                || (owner.equals("java.util.UUID") && name.equals("randomUUID"));
    }

    @Test
    void moneyAndBilledQuantitiesAreNeverFloatingPoint() {
        fields().that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(DOMAIN)
                .should()
                .notHaveRawType(
                        describe("a floating point type", c -> INEXACT.contains(c.getName())))
                .check(CLASSES);
        codeUnits()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(DOMAIN)
                .should(takeAndReturnNoFloatingPoint())
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage(DOMAIN)
                .should()
                .callMethodWhere(
                        call("a way between decimals and floating point", this::leavesDecimals))
                .orShould()
                .callConstructor(BigDecimal.class, double.class)
                .check(CLASSES);
    }

    private boolean leavesDecimals(JavaCall<?> call) {
        String name = call.getTarget().getName();
        boolean toFloat = name.equals("doubleValue") || name.equals("floatValue");
        boolean fromDouble =
                call.getTargetOwner().isEquivalentTo(BigDecimal.class)
                        && name.equals("valueOf")
                        && takesFloatingPoint(call);
        return toFloat || fromDouble;
    }

    private static boolean takesFloatingPoint(JavaCall<?> call) {
        return call.getTarget().getRawParameterTypes().stream()
                .anyMatch(type -> INEXACT.contains(type.getName()));
    }

    private static ArchCondition<JavaCodeUnit> takeAndReturnNoFloatingPoint() {
        return new ArchCondition<>("take and return no floating point") {
            @Override
            public void check(JavaCodeUnit unit, ConditionEvents events) {
                boolean inexact =
                        INEXACT.contains(unit.getRawReturnType().getName())
                                || unit.getRawParameterTypes().stream()
                                        .anyMatch(type -> INEXACT.contains(type.getName()));
                if (inexact) {
                    events.add(
                            SimpleConditionEvent.violated(
                                    unit, unit.getFullName() + " uses floating point"));
                }
            }
        };
    }

    @Test
    void noBrokerNoHttpAndNoChain() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..",
                        "java.net.http..",
                        "com.sun.net.httpserver..",
                        "okhttp3..",
                        "org.web3j..",
                        "io.javalin..")
                .check(CLASSES);
    }

    @Test
    void nothingIsPrintedAndLoggingIsSlf4j() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
    }

    /** So that moving to another version of Axon stays mechanical. */
    @Test
    void onlyTheShellsTheEngineAndTheStoreKnowAxon() {
        noClasses()
                .that(
                        not(resideInAnyPackage("io.usance.engine..", "io.usance.store.."))
                                .and(
                                        describe(
                                                "are no aggregate",
                                                (JavaClass c) ->
                                                        !c.getSimpleName().endsWith("Aggregate"))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.axonframework..")
                .check(CLASSES);
    }

    /** Those who embed the engine are promised no framework. */
    @Test
    void nothingThatTheEngineShowsIsOfAxon() {
        List<String> shown = new ArrayList<>();
        for (JavaClass each : CLASSES) {
            if (!each.getPackageName().equals("io.usance.engine") || !isShown(each)) {
                continue;
            }
            each.getAllRawSuperclasses().forEach(type -> noteAxon(each.getName(), type, shown));
            each.getAllRawInterfaces().forEach(type -> noteAxon(each.getName(), type, shown));
            for (JavaMember member : each.getMembers()) {
                if (isShown(member)) {
                    member.getAllInvolvedRawTypes()
                            .forEach(type -> noteAxon(member.getFullName(), type, shown));
                    if (member instanceof JavaCodeUnit unit) {
                        unit.getThrowsClause()
                                .forEach(thrown ->
                                        noteAxon(member.getFullName(), thrown.getRawType(), shown));
                    }
                }
            }
        }
        assertThat(shown).isEmpty();
        assertThat(CLASSES.get("io.usance.engine.BillingEngine").getMembers())
                .anyMatch(ArchitectureTest::isShown);
    }

    private static boolean isShown(HasModifiers of) {
        return of.getModifiers().contains(JavaModifier.PUBLIC)
                || of.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private static void noteAxon(String where, JavaClass type, List<String> shown) {
        if (type.getBaseComponentType().getPackageName().startsWith("org.axonframework")) {
            shown.add(where + " shows " + type.getName());
        }
    }

    /** The rules above would pass on an empty set of classes. */
    @Test
    void theRulesSeeTheDomain() {
        for (String domain : DOMAIN) {
            String name = domain.substring(0, domain.length() - 2);
            assertThat(CLASSES.stream().filter(c -> c.getPackageName().equals(name)))
                    .as(name)
                    .isNotEmpty();
        }
    }

    private static DescribedPredicate<JavaCall<?>> call(
            String what, java.util.function.Predicate<JavaCall<?>> predicate) {
        return describe(what, predicate);
    }
}
