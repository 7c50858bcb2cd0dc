package io.usance.anchor;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages(
                            "io.usance.anchor",
                            "io.usance.batching",
                            "io.usance.bundle",
                            "io.usance.escrow",
                            "io.usance.netting",
                            "io.usance.tlog");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.usance.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    /** The chain client's own HTTP may be limited, and is, in one place. */
    @Test
    void noKafkaAndNoHttpOfOurOwn() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.usance.anchor.evm.BoundedAnswer")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("okhttp3..", "java.net.http..", "org.apache.kafka..")
                .check(CLASSES);
    }

    @Test
    void theLogKnowsNothingOfBatches() {
        noClasses()
                .that()
                .resideInAPackage("io.usance.tlog..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.usance..")
                                .and(not(resideInAPackage("io.usance.tlog.."))))
                .check(CLASSES);
    }

    @Test
    void onlyTheEvmPackageKnowsTheChainClient() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.usance.anchor.evm..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.web3j..")
                .check(CLASSES);
        // Money is held by one kind of contract; nothing else may know it.
        noClasses()
                .that()
                .resideOutsideOfPackages("io.usance.anchor.evm..", "io.usance.netting..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.usance.anchor.evm..")
                .check(CLASSES);
    }

    /**
     * The engine shows nothing of what it is made with, neither before its jar is built nor after.
     */
    @Test
    void nothingKnowsWhatIsInsideTheEngine() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.axonframework..", "org.jooq..", "org.flywaydb..", "io.usance.shaded..")
                .check(CLASSES);
    }
}
