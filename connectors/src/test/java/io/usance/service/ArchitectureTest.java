package io.usance.service;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.usance");

    @Test
    void packagesHaveNoCycles() {
        assertThat(CLASSES).hasSizeGreaterThan(50);
        slices().matching("io.usance.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    /** What runs in production does not know the parts that only the demo starts. */
    @Test
    void theServiceDoesNotKnowTheEmbeddedParts() {
        noClasses()
                .that()
                .resideInAnyPackage("io.usance.kafka..", "io.usance.service..", "io.usance.watch..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.usance.embedded..",
                        "io.usance.demo..",
                        "io.usance.offline..",
                        "io.usance.cli..")
                .check(CLASSES);
    }
}
