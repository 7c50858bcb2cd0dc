package io.usance.meter.silo.state;

import static io.usance.meter.silo.state.SiloScenario.SENSOR;
import static io.usance.meter.silo.state.SiloScenario.SILO;
import static io.usance.meter.silo.state.SiloScenario.kg;
import static io.usance.meter.silo.state.SiloScenario.march;
import static io.usance.meter.silo.state.SiloScenario.reading;
import static io.usance.meter.silo.state.SiloScenario.started;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.MeteredKind;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingPeriod;
import io.usance.pricing.Rating;
import io.usance.pricing.RatingContext;
import io.usance.pricing.Tariff;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Periods whose numbers can be worked out by hand, from their readings to the money. */
class WorkedPeriodsTest {

    /**
     * 41.250 + 48.180 - 38.905 = 50.525 t. The sensor is exact; the two notes of 24.090 t, each
     * known to one in a thousand, leave a guard of 34.068 kg, so that 50.490 t are issued in steps
     * of 10 kg before the close and 0.035 t at it.
     */
    @Test
    void theWorkedBridge() {
        SiloScenario silo = started(exact(70_000, 10));
        silo.levelUntil(41_250, march(1, "03:00")).levelUntil(65_340, march(1, "07:00"));
        silo.note("N1", march(1, "03:10"), 24_090);
        silo.fall(65_340, 30_000, 20).levelUntil(30_000, march(1, "13:00"));
        silo.levelUntil(54_090, march(1, "17:00"));
        silo.note("N2", march(1, "13:10"), 24_090);
        silo.fall(54_090, 38_905, 20).levelUntil(38_905, march(2, "03:00"));
        PeriodClosed closed = silo.only(PeriodClosed.class);
        assertThat(closed.opening()).isEqualTo(kg(41_250));
        assertThat(closed.deliveries()).isEqualTo(kg(48_180));
        assertThat(closed.closing()).isEqualTo(kg(38_905));
        assertThat(closed.consumed()).isEqualTo(kg(50_525));
        assertThat(closed.provisional()).isEqualTo(kg(50_490));
        assertThat(closed.trueUp()).isEqualTo(kg(35));
        List<ConsumptionMetered> metered = silo.all(ConsumptionMetered.class);
        assertThat(metered).hasSize(5_050);
        assertThat(metered.getLast().kind()).isEqualTo(MeteredKind.TRUE_UP);
        assertThat(amount(closed.consumed())).isEqualTo("61514.34");
        assertThat(amount(closed.provisional())).isEqualTo("61471.73");
        assertThat(amount(closed.consumed()).subtract(amount(closed.provisional())))
                .isEqualTo("42.61");
    }

    /** 100 kg an hour. */
    @ParameterizedTest
    @CsvSource({
        "2026-03-28, 2400",
        "2026-03-29, 2300",
        "2026-03-30, 2400",
        "2026-10-24, 2400",
        "2026-10-25, 2500",
        "2026-10-26, 2400",
    })
    void aDayInBerlinIsBilledByItsHours(LocalDate date, long kilograms) {
        BillingCalendar daily =
                new BillingCalendar(ZoneId.of("Europe/Berlin"), BillingCalendar.Cycle.DAY);
        BillingPeriod day = new BillingPeriod(date, date.plusDays(1), daily.zone());
        SiloScenario silo = new SiloScenario();
        Instant first = day.start().minus(Duration.ofHours(30));
        silo.silentUntil(first);
        silo.send(new SiloCommand.RegisterSilo(exact(30_000, 100), first));
        Instant from = first.plus(Duration.ofHours(2));
        silo.send(new SiloCommand.AssignContract(SILO, "contract-1", daily, from, first));
        for (int i = 0; i < 4 * 62; i++) {
            silo.silentUntil(first.plus(Duration.ofMinutes(15L * i)));
            silo.send(reading(i, silo.now, Long.toString(20_000 - 25L * i)));
        }
        PeriodClosed closed =
                silo.all(PeriodClosed.class).stream()
                        .filter(close -> close.periodId().equals(day.id()))
                        .findFirst()
                        .orElseThrow();
        assertThat(closed.consumed()).isEqualTo(kg(kilograms));
        assertThat(closed.at()).isEqualTo(day.end());
    }

    private static SiloSpec exact(long capacityKg, long stepKg) {
        SensorSpec sensor = new SensorSpec(SENSOR, kg(0), kg(0), 0);
        return new SiloSpec(SILO, "granulate", kg(capacityKg), null, sensor, kg(stepKg));
    }

    private static BigDecimal amount(Quantity quantity) {
        Tariff tariff = new Tariff.PerUnit(new BigDecimal("1217.5030"), UnitOfMeasure.TONNE);
        return Rating.rate(tariff, quantity, RatingContext.PLAIN)
                .amountExact()
                .rounded(2, RoundingMode.HALF_UP);
    }
}
