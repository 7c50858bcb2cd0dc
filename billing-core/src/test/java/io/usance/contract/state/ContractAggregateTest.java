package io.usance.contract.state;

import static io.usance.contract.state.ContractFixture.AT;
import static io.usance.contract.state.ContractFixture.MARCH;
import static io.usance.contract.state.ContractFixture.PROVISIONAL;
import static io.usance.contract.state.ContractFixture.TRUE_UP;
import static io.usance.contract.state.ContractFixture.charge;
import static io.usance.contract.state.ContractFixture.eur;
import static io.usance.contract.state.ContractFixture.exact;
import static io.usance.contract.state.ContractFixture.graduated;
import static io.usance.contract.state.ContractFixture.grams;
import static io.usance.contract.state.ContractFixture.perTonne;
import static io.usance.contract.state.ContractFixture.terms;

import io.usance.contract.ContractCommand.SignContract;
import io.usance.contract.ContractConflictException;
import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.ContractSigned;
import io.usance.contract.ContractEvent.PeriodSettled;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractEvent.SiloPeriodNoted;
import io.usance.contract.state.ChargingCommand.NoteSiloClosed;
import io.usance.money.Money;
import io.usance.pricing.RatingLine;
import io.usance.quantity.Quantities;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.util.List;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.junit.jupiter.api.Test;

/** The aggregate as Axon sees it: given events, when a command, then events. */
class ContractAggregateTest {
    private static final String STREAM = ContractAggregate.streamId("c-1");

    private final AggregateTestFixture<ContractAggregate> fixture =
            new AggregateTestFixture<>(ContractAggregate.class);

    @Test
    void signing() {
        fixture.givenNoPriorActivity()
                .whenConstructing(
                        () -> new ContractAggregate(new SignContract(terms(graduated()), AT)))
                .expectSuccessfulHandlerExecution()
                .expectEvents(signed());
    }

    @Test
    void signingAgainWithTheSameTermsChangesNothing() {
        fixture.given(signed())
                .whenInvoking(STREAM, c -> c.handle(new SignContract(terms(graduated()), AT)))
                .expectSuccessfulHandlerExecution()
                .expectNoEvents();
    }

    @Test
    void signingAgainWithOtherTermsIsRefused() {
        fixture.given(signed())
                .whenInvoking(STREAM, c -> c.handle(new SignContract(terms(perTonne("1")), AT)))
                .expectException(ContractConflictException.class)
                .expectNoEvents();
    }

    @Test
    void aFirstInstalmentIsChargedAndCommanded() {
        fixture.given(signed())
                .whenInvoking(
                        STREAM, c -> c.charge(charge("silo-a", MARCH, 1, PROVISIONAL, 10_500_000)))
                .expectEvents(
                        charged(
                                1,
                                10_500_000,
                                10_500_000,
                                "12575",
                                eur(12_575_00),
                                eur(12_575_00),
                                FIRST),
                        commanded(1, 1, 10_500_000, eur(12_575_00), FIRST));
    }

    @Test
    void aTrueUpDownwardsIsCommandedAsACredit() {
        List<RatingLine> back =
                List.of(line(1, "-0.5", "1200", "-600"), line(2, "-0.5", "1150", "-575"));
        fixture.given(
                        signed(),
                        charged(
                                1,
                                10_500_000,
                                10_500_000,
                                "12575",
                                eur(12_575_00),
                                eur(12_575_00),
                                FIRST),
                        commanded(1, 1, 10_500_000, eur(12_575_00), FIRST))
                .whenInvoking(
                        STREAM, c -> c.charge(charge("silo-a", MARCH, 2, TRUE_UP, -1_000_000)))
                .expectEvents(
                        new ConsumptionCharged(
                                "c-1",
                                "silo-a",
                                MARCH,
                                2,
                                TRUE_UP,
                                grams(-1_000_000),
                                grams(9_500_000),
                                exact("11400"),
                                eur(-1_175_00),
                                eur(11_400_00),
                                1,
                                back,
                                null),
                        commanded(2, 2, -1_000_000, eur(-1_175_00), back));
    }

    @Test
    void aChargeThatWasDoneIsNotDoneAgain() {
        fixture.given(
                        signed(),
                        charged(
                                1,
                                10_500_000,
                                10_500_000,
                                "12575",
                                eur(12_575_00),
                                eur(12_575_00),
                                FIRST),
                        commanded(1, 1, 10_500_000, eur(12_575_00), FIRST))
                .whenInvoking(
                        STREAM, c -> c.charge(charge("silo-a", MARCH, 1, PROVISIONAL, 10_500_000)))
                .expectNoEvents();
    }

    @Test
    void theLastSiloToCloseSettlesThePeriod() {
        fixture.given(
                        signed(),
                        charged(
                                1,
                                10_500_000,
                                10_500_000,
                                "12575",
                                eur(12_575_00),
                                eur(12_575_00),
                                FIRST),
                        commanded(1, 1, 10_500_000, eur(12_575_00), FIRST),
                        new SiloPeriodNoted("c-1", "silo-b", MARCH, Quantities.only(grams(0))))
                .whenInvoking(
                        STREAM,
                        c ->
                                c.charge(
                                        new NoteSiloClosed(
                                                "c-1",
                                                "silo-a",
                                                MARCH,
                                                Quantities.only(grams(10_500_000)))))
                .expectEvents(
                        new SiloPeriodNoted(
                                "c-1", "silo-a", MARCH, Quantities.only(grams(10_500_000))),
                        new PeriodSettled(
                                "c-1",
                                MARCH,
                                Quantities.only(grams(10_500_000)),
                                exact("12575"),
                                eur(12_575_00),
                                eur(12_575_00),
                                eur(0),
                                1,
                                exact("0")));
    }

    private static final List<RatingLine> FIRST =
            List.of(line(1, "10", "1200", "12000"), line(2, "0.5", "1150", "575"));

    private static ContractSigned signed() {
        return new ContractSigned(terms(graduated()), AT);
    }

    private static ConsumptionCharged charged(
            long no,
            long grams,
            long periodGrams,
            String exact,
            Money amount,
            Money periodAmount,
            List<RatingLine> lines) {
        return new ConsumptionCharged(
                "c-1",
                "silo-a",
                MARCH,
                no,
                PROVISIONAL,
                grams(grams),
                grams(periodGrams),
                exact(exact),
                amount,
                periodAmount,
                1,
                lines,
                null);
    }

    private static SettlementCommanded commanded(
            long settlementNo, long no, long grams, Money amount, List<RatingLine> lines) {
        return new SettlementCommanded(
                "c-1",
                "c-1/" + settlementNo,
                settlementNo,
                "silo-a",
                MARCH,
                no,
                Quantities.only(grams(grams)),
                amount,
                "acct-plant",
                "acct-supplier",
                1,
                lines,
                ContractEvent.SettlementPurpose.CONSUMPTION,
                null);
    }

    private static RatingLine line(int tier, String quantity, String price, String amount) {
        return new RatingLine(
                tier,
                new BigDecimal(quantity),
                UnitOfMeasure.TONNE,
                new BigDecimal(price),
                new BigDecimal(amount));
    }
}
