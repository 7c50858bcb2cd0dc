package io.usance.contract.state;

import static io.usance.contract.state.ContractFixture.AT;
import static io.usance.contract.state.ContractFixture.EUR;
import static io.usance.contract.state.ContractFixture.MARCH;
import static io.usance.contract.state.ContractFixture.eur;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.contract.ContractCommand;
import io.usance.contract.ContractCommand.SignContract;
import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.PeriodSettled;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.state.ChargingCommand.ChargeConsumption;
import io.usance.contract.state.ChargingCommand.NoteSiloClosed;
import io.usance.metering.MeteredKind;
import io.usance.metering.MeteredQuantity;
import io.usance.money.Money;
import io.usance.pricing.CarryForward;
import io.usance.pricing.Tariff;
import io.usance.pricing.Tariff.BaseFee;
import io.usance.pricing.Tariff.Composite;
import io.usance.pricing.Tariff.Graduated;
import io.usance.pricing.Tariff.Minimum;
import io.usance.pricing.Tier;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A machine by the hour and by the part, under one contract. */
class SeveralQuantitiesTest {
    private static final UnitOfMeasure HOUR = UnitOfMeasure.HOUR;
    private static final UnitOfMeasure ONE = UnitOfMeasure.ofCode("1").orElseThrow();

    /** 0.084 up to 100,000 parts, then 0.071. */
    private static final Graduated PARTS =
            new Graduated(
                    List.of(
                            new Tier(new BigDecimal("100000"), new BigDecimal("0.084")),
                            new Tier(null, new BigDecimal("0.071"))),
                    ONE,
                    "goodParts");

    /** 48.50 to 160 h, then 39.00. */
    private static final Graduated HOURS =
            new Graduated(
                    List.of(
                            new Tier(new BigDecimal("160"), new BigDecimal("48.50")),
                            new Tier(null, new BigDecimal("39.00"))),
                    HOUR,
                    "hours");

    private final List<ContractEvent> log = new ArrayList<>();
    private ContractState state = ContractState.initial();

    @Test
    void hoursAndPartsAreRatedEachByItsPrice() {
        sign(new Composite(List.of(new BaseFee(new BigDecimal("1500")), HOURS, PARTS)));
        charge("m-1", 1, "goodParts", parts(100_000));
        charge("m-1", 2, "hours", hours("160"));
        charge("m-1", 3, "badParts", parts(2_071));
        charge("m-1", 4, "goodParts", parts(81_349));
        charge("m-1", 5, "hours", hours("52.4"));
        // 1,500, 8,400 + 5,775.779, and 7,760 + 2,043.60.
        assertThat(state.period(MARCH).charged().issued()).isEqualTo(eur(2_547_938));
        close(Map.of("goodParts", parts(181_349), "hours", hours("212.4")));
        PeriodSettled settled = only(PeriodSettled.class);
        assertThat(settled.amount()).isEqualTo(eur(2_547_938));
        assertThat(settled.quantity())
                .isEqualTo(
                        Quantities.of(
                                Map.of("goodParts", parts(181_349), "hours", hours("212.4"))));
        assertSettlementsAddUp(settled.amount());
        assertThat(audit()).isEmpty();
    }

    @Test
    void hoursAndPartsAreUnderOneMinimum() {
        sign(
                new Composite(
                        List.of(
                                HOURS,
                                PARTS,
                                new Minimum(new BigDecimal("5000"), CarryForward.NONE))));
        charge("m-1", 1, "hours", hours("10"));
        charge("m-1", 2, "goodParts", parts(1_000));
        assertThat(state.period(MARCH).charged().issued()).isEqualTo(eur(56_900));
        close(Map.of("goodParts", parts(1_000), "hours", hours("10")));
        assertThat(only(PeriodSettled.class).amount()).isEqualTo(eur(500_000));
        assertSettlementsAddUp(eur(500_000));
        assertThat(audit()).isEmpty();
    }

    @Test
    void aQuantityThatIsNotPricedIsIgnored() {
        sign(PARTS);
        int before = log.size();
        charge("m-1", 1, "hours", hours("10"));
        assertThat(log).hasSize(before);
        charge("m-1", 2, "goodParts", parts(1_000));
        assertThat(only(ConsumptionCharged.class).of()).isEqualTo("goodParts");
        assertThat(state.period(MARCH).charged().issued()).isEqualTo(eur(8_400));
        charge("m-1", 2, "goodParts", parts(1_000));
        assertThat(log.stream().filter(ConsumptionCharged.class::isInstance)).hasSize(1);
    }

    @Test
    void anotherQuantityCannotBeAddedByAPriceAlone() {
        sign(PARTS);
        assertThatThrownBy(() ->
                        ContractFixture.terms(new Composite(List.of(PARTS, HOURS)))
                                .tariffs()
                                .getFirst()
                                .tariff()
                                .dimension())
                .isInstanceOf(IllegalStateException.class);
    }

    private void sign(Tariff tariff) {
        handle(
                new SignContract(
                        ContractFixture.terms(tariff, EUR, RoundingMode.HALF_UP, List.of("m-1")),
                        AT));
    }

    private void charge(String meterId, long no, String name, Quantity quantity) {
        handle(
                new ChargeConsumption(
                        new MeteredQuantity(
                                meterId,
                                "c-1",
                                MARCH,
                                no,
                                MeteredKind.PROVISIONAL,
                                name,
                                quantity)));
    }

    private void close(Map<String, Quantity> consumed) {
        handle(new NoteSiloClosed("c-1", "m-1", MARCH, Quantities.of(consumed)));
    }

    private void handle(ContractCommand command) {
        take(Contracts.decide(state, command));
    }

    private void handle(ChargingCommand command) {
        take(Contracts.decide(state, command));
    }

    private void take(List<ContractEvent> events) {
        for (ContractEvent event : events) {
            state = state.evolve(event);
            log.add(event);
        }
    }

    private <T> T only(Class<T> type) {
        List<T> found = log.stream().filter(type::isInstance).map(type::cast).toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private void assertSettlementsAddUp(Money expected) {
        Money sum = Money.zero(EUR);
        for (ContractEvent event : log) {
            if (event instanceof SettlementCommanded commanded) {
                sum = sum.plus(commanded.amount());
            }
        }
        assertThat(sum).isEqualTo(expected);
    }

    private List<String> audit() {
        return ContractAudit.fromSigning().check(log).map(found -> found.reason()).stream()
                .toList();
    }

    private static Quantity parts(long count) {
        return new Quantity(count * 1_000, Dimension.COUNT);
    }

    private static Quantity hours(String hours) {
        return Quantity.of(new BigDecimal(hours), HOUR);
    }
}
