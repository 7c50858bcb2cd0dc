package io.usance.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.level.HeapCorrection;
import io.usance.level.Vessel;
import io.usance.pricing.Tariff;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The names that records of a sealed family are stored by: one for each, for ever. */
class StoredNamesTest {

    static Set<Class<?>> families() {
        return Json.families().keySet();
    }

    /** Without a name a record can be made and priced, but neither stored nor read. */
    @ParameterizedTest
    @MethodSource("families")
    void everyRecordOfAFamilyHasOneName(Class<?> family) {
        List<Class<?>> named = List.copyOf(names(family).values());
        assertThat(named)
                .as("records of %s that Json has a stored name of", family.getSimpleName())
                .containsExactlyInAnyOrderElementsOf(records(family).distinct().toList());
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(StoredNamesTest::records)
                : Stream.of(type);
    }

    @ParameterizedTest
    @MethodSource("families")
    void aNameIsInCapitals(Class<?> family) {
        assertThat(names(family).keySet()).allMatch(name -> name.matches("[A-Z_]+"));
    }

    @Test
    void theFamiliesAreThese() {
        assertThat(families())
                .containsExactlyInAnyOrder(
                        Tariff.class, Tariff.Component.class, Vessel.class, HeapCorrection.class);
        assertThat(names(Tariff.class)).containsKeys("COMPOSITE", "PER_UNIT");
        assertThat(names(Tariff.Component.class))
                .containsKeys("BASE_FEE", "PER_UNIT")
                .doesNotContainKey("COMPOSITE");
    }

    /** Those of tariffs are in the lines of {@code TariffFormTest}. */
    @Test
    void theNamesOfVesselsAndHeapsStay() {
        assertThat(named(Vessel.class))
                .containsExactly(
                        "CONE_CYLINDER ConeCylinder",
                        "HORIZONTAL_CYLINDER HorizontalCylinder",
                        "SPHERICAL_CAP SphericalCap",
                        "BOX Box",
                        "STRAPPING_TABLE StrappingTable");
        assertThat(named(HeapCorrection.class))
                .containsExactly("REPOSE_CONE ReposeCone", "FIXED_VOLUME FixedVolume");
    }

    private static List<String> named(Class<?> family) {
        return names(family).entrySet().stream()
                .map(type -> type.getKey() + " " + type.getValue().getSimpleName())
                .toList();
    }

    private static Map<String, Class<? extends Record>> names(Class<?> family) {
        return Json.families().getOrDefault(family, Map.of());
    }
}
