package io.usance.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.failure.InvalidInputException;
import io.usance.failure.InvalidInputException.Problem;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** A build names all that is missing or impossible, with its place. */
class ContractTermsBuilderTest {

    @Test
    void allThatAContractLacksIsNamedAtOnce() {
        assertThatThrownBy(() -> ContractTerms.builder(" ").meters("silo-1", "").build())
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e ->
                                assertThat(e.problems())
                                        .extracting(Problem::path)
                                        .containsExactly(
                                                "contract.contractId",
                                                "contract.supplier",
                                                "contract.customer",
                                                "contract.currency",
                                                "contract.calendar",
                                                "contract.tariff",
                                                "contract.meteringFrom",
                                                "contract.meters"))
                .hasMessageStartingWith("contract.contractId: blank; write an id; ")
                .hasMessageContaining("contract.tariff: missing; set it, or its versions");
    }

    @Test
    void allThatASiloLacksIsNamedAtOnce() {
        assertThatThrownBy(() ->
                        SiloSpec.builder("x".repeat(129))
                                .capacity(kg(-1))
                                .step(kg(0))
                                .noise(kg(0))
                                .stuckAfterReadings(-1)
                                .densityKgPerM3(BigDecimal.ZERO)
                                .build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("silo.siloId: 129 characters; write at most 128")
                .hasMessageContaining("silo.material: missing; set it")
                .hasMessageContaining("silo.sensor: missing; set it")
                .hasMessageContaining("silo.stuckAfterReadings: -1; write 0 for never, or more")
                .hasMessageContaining("silo.densityKgPerM3: 0; write more than zero")
                .hasMessageContaining("silo.capacity: -1.000 kg; write more than zero")
                .hasMessageContaining("silo.step: 0.000 kg; write more than zero")
                .message()
                .doesNotContain("noise");
    }

    @Test
    void whatIsNotSetIsWorkedOut() {
        SiloSpec silo =
                SiloSpec.builder("silo-1")
                        .material("PVC")
                        .capacity(kg(60_000))
                        .sensor("sensor-1")
                        .step(kg(1_000))
                        .build();
        assertThat(silo.sensor().learns()).isTrue();
        assertThat(silo.sensor().hasCounter()).isTrue();
        assertThat(silo.sensor().stuckAfterReadings()).isEqualTo(24);
        assertThat(silo.checksRates()).isFalse();
    }

    private static Quantity kg(long kg) {
        return Quantity.of(BigDecimal.valueOf(kg), UnitOfMeasure.KILOGRAM);
    }
}
