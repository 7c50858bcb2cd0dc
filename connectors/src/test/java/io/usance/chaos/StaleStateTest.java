package io.usance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.embedded.SharedParts;
import io.usance.engine.BillingEngine;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.SiloCommand.ClosePeriod;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.Decision;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.Tariff;
import io.usance.pricing.Tier;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.store.StaleStateException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two engines on one database, each with silos in its memory. A decision that appends nothing must
 * not be a stale one.
 */
@Tag("slow")
class StaleStateTest {
    private static final Instant FROM = Instant.parse("2026-02-28T23:00:00Z");
    private static final BillingCalendar CALENDAR =
            new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH);

    private HikariDataSource pool;
    private BillingEngine intake;
    private BillingEngine office;

    @BeforeEach
    void setUp() {
        pool = ServiceProcess.pool(SharedParts.newDatabase());
        intake = BillingEngine.builder(pool).build();
        office = BillingEngine.builder(pool).build();
        office.handle(
                new RegisterSilo(
                        new SiloSpec(
                                "s",
                                "PVC",
                                kg(60_000),
                                null,
                                new SensorSpec("x", kg(20), kg(1), 0),
                                kg(1_000)),
                        FROM));
    }

    @AfterEach
    void tearDown() {
        pool.close();
    }

    @Test
    void aContractSignedByAnotherInstanceIsSeenByTheIntake() {
        assertThat(record(1).recorded()).isZero();
        office.signContract(terms(), FROM);
        assertThat(again(() -> record(2)).recorded()).isEqualTo(1);
    }

    @Test
    void aPeriodClosedByAnotherInstanceDoesNotKeepThisOneFromClosingTheNext() {
        office.signContract(terms(), FROM);
        for (int i = 0; i < 60; i++) {
            record(i);
        }
        String march = CALENDAR.periodOf(FROM).id();
        String april = CALENDAR.periodOf(FROM.plus(Duration.ofDays(40))).id();
        assertThat(
                        again(() ->
                                        office.handle(
                                                new ClosePeriod(
                                                        "s",
                                                        march,
                                                        FROM.plus(Duration.ofDays(35)))))
                                .events())
                .isNotEmpty();
        assertThat(
                        again(() ->
                                        intake.handle(
                                                new ClosePeriod(
                                                        "s",
                                                        april,
                                                        FROM.plus(Duration.ofDays(65)))))
                                .events())
                .isNotEmpty();
    }

    @Test
    void termsAreThoseThatHoldThoughAnotherInstanceAmendedThem() {
        office.signContract(terms(), FROM);
        assertThat(intake.contractTerms("c")).isEqualTo(terms());
        for (int version = 2; version < 5; version++) {
            ContractTerms amended =
                    terms().toBuilder()
                            .version(version)
                            .customer(new Party("plant", "Profile " + version, "acct-plant"))
                            .build();
            office.amendContract(amended, FROM.plus(Duration.ofDays(version)));
            assertThat(intake.contractTerms("c")).isEqualTo(amended);
        }
    }

    /** As a role does: a conflict is tried once more. */
    private static Decision again(Supplier<Decision> work) {
        try {
            return work.get();
        } catch (StaleStateException e) {
            return work.get();
        }
    }

    private Decision record(int i) {
        Instant at = FROM.plus(Duration.ofMinutes(15L * i));
        Reading reading =
                new Reading(
                        "x",
                        i,
                        null,
                        at,
                        ReadingKind.MASS,
                        new BigDecimal(40_000 - 10 * i),
                        UnitOfMeasure.KILOGRAM);
        return intake.handle(new RecordReadings("s", List.of(reading), at));
    }

    private static ContractTerms terms() {
        return ContractTerms.builder("c")
                .supplier(new Party("supplier", "Granulat AG", "acct-supplier"))
                .customer(new Party("plant", "Profile GmbH", "acct-plant"))
                .material("PVC")
                .meters("s")
                .currency(Currency.getInstance("EUR"))
                .calendar(CALENDAR)
                .tariff(
                        new Tariff.Graduated(
                                List.of(new Tier(null, new BigDecimal("1100"))),
                                UnitOfMeasure.TONNE))
                .meteringFrom(FROM)
                .build();
    }

    private static Quantity kg(long kg) {
        return new Quantity(kg * 1_000, Dimension.MASS);
    }
}
