package io.usance.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TariffVersionTest {
    /** 1200 from January; 1250 from April, agreed in March; in May, 1100 from March after all. */
    private static final List<TariffVersion> VERSIONS =
            List.of(
                    version("2026-01-01", "2025-12-10", "1200"),
                    version("2026-04-01", "2026-03-10", "1250"),
                    version("2026-03-01", "2026-05-05", "1100"));

    @ParameterizedTest
    @CsvSource({
        "2025-12-31, 2026-12-31, none",
        "2026-01-01, 2025-12-09, none",
        "2026-01-01, 2025-12-10, 1200",
        "2026-02-01, 2026-12-31, 1200",
        "2026-03-01, 2026-05-04, 1200",
        "2026-03-01, 2026-05-05, 1100",
        "2026-04-01, 2026-03-09, 1200",
        "2026-04-01, 2026-03-10, 1250",
        "2026-04-01, 2026-05-05, 1100",
    })
    void whatWasAgreedLastHoldsFromItsFirstDay(String at, String knownAt, String price) {
        assertThat(
                        TariffVersion.find(VERSIONS, day(at), day(knownAt))
                                .map(found -> ((Tariff.PerUnit) found.tariff()).unitPrice())
                                .map(BigDecimal::toPlainString)
                                .orElse("none"))
                .isEqualTo(price);
    }

    private static TariffVersion version(String validFrom, String knownFrom, String price) {
        return new TariffVersion(
                day(validFrom),
                day(knownFrom),
                new Tariff.PerUnit(new BigDecimal(price), UnitOfMeasure.TONNE));
    }

    private static Instant day(String date) {
        return LocalDate.parse(date).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
