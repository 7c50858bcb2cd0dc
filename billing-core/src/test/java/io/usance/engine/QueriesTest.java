package io.usance.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.contract.ContractEvent.SettlementPurpose;
import io.usance.money.Money;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.query.ContractPeriodQuery;
import io.usance.query.ContractPeriodQuery.ContractPeriod;
import io.usance.query.ContractQuery.Contract;
import io.usance.query.MeterPeriodQuery;
import io.usance.query.MeterPeriodQuery.MeterPeriod;
import io.usance.query.Page;
import io.usance.query.QueryException;
import io.usance.query.SettlementQuery.Proof;
import io.usance.query.SettlementQuery.Settlement;
import io.usance.reconciliation.ReadModels;
import io.usance.simulation.SimulatedSilo;
import io.usance.store.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Queries of a simulated month, held against the tables as they are read whole. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueriesTest {
    private static final String MARCH = "2026-03-01/2026-04-01";
    private static final Currency EUR = Currency.getInstance("EUR");

    private final HikariDataSource dataSource = TestDatabase.empty();
    private final BillingEngine engine = BillingEngine.builder(dataSource).build();

    @BeforeAll
    void aMonth() {
        List<SimulatedSilo> silos = PlantFixture.simulate(20261130, 3);
        PlantFixture.setUp(engine, silos);
        for (SimulatedSilo silo : silos) {
            PlantFixture.feed(engine, silo, List.of(1_000, 2_000));
        }
        engine.catchUp();
    }

    @AfterAll
    void close() {
        dataSource.close();
    }

    @Test
    void pagesByKeyGiveEachSettlementOnce() {
        List<ReadModels.Settlement> all = engine.internals().readModels().settlements();
        assertThat(all).hasSizeGreaterThan(30);
        List<Settlement> found = new ArrayList<>();
        String after = null;
        int pages = 0;
        do {
            Page<Settlement> page = engine.queries().settlements().max(7).after(after).page();
            found.addAll(page.items());
            after = page.next();
            pages++;
        } while (after != null);
        assertThat(pages).isEqualTo((all.size() + 6) / 7);
        assertThat(found)
                .extracting(Settlement::settlementId)
                .containsExactlyElementsOf(
                        all.stream().map(ReadModels.Settlement::settlementId).toList());
        for (int i = 0; i < all.size(); i++) {
            ReadModels.Settlement row = all.get(i);
            Settlement settlement = found.get(i);
            assertThat(settlement.amount()).isEqualTo(new Money(row.amountMinor(), EUR));
            assertThat(settlement.quantity())
                    .isEqualTo(new Quantity(row.quantityMilli(), Dimension.MASS));
            assertThat(settlement.purpose()).isEqualTo(SettlementPurpose.CONSUMPTION);
            assertThat(settlement.proof()).isEqualTo(Proof.NONE);
        }
        assertThat(engine.queries().settlements().max(1).stream().toList()).isEqualTo(found);
    }

    @Test
    void filtersNarrowTheAnswer() {
        String contract = "contract-of-silo-1";
        List<Settlement> ofOne =
                engine.queries().settlements().contract(contract).period(MARCH).stream().toList();
        assertThat(ofOne).isNotEmpty().allMatch(s -> s.contractId().equals(contract));
        assertThat(ofOne)
                .hasSize(
                        (int)
                                engine.internals().readModels().settlements().stream()
                                        .filter(s -> s.contractId().equals(contract))
                                        .filter(s -> s.periodId().equals(MARCH))
                                        .count());
        Instant middle = ofOne.get(ofOne.size() / 2).commandedAt();
        int before =
                engine.queries()
                        .settlements()
                        .contract(contract)
                        .period(MARCH)
                        .before(middle)
                        .page()
                        .items()
                        .size();
        int from =
                engine.queries()
                        .settlements()
                        .contract(contract)
                        .period(MARCH)
                        .from(middle)
                        .page()
                        .items()
                        .size();
        assertThat(before + from).isEqualTo(ofOne.size());
        assertThat(
                        engine
                                .queries()
                                .settlements()
                                .payer("acct-plant")
                                .payee("acct-supplier")
                                .stream())
                .hasSameSizeAs(engine.internals().readModels().settlements());
        assertThat(engine.queries().settlements().purpose(SettlementPurpose.TAX).stream())
                .isEmpty();
        assertThat(engine.queries().settlements().proof(Proof.CONFIRMED).stream()).isEmpty();
        assertThat(engine.queries().settlements().proof(Proof.NONE).stream())
                .hasSameSizeAs(engine.internals().readModels().settlements());
    }

    @Test
    void aPeriodIsMoneyAndQuantity() {
        List<ContractPeriod> periods = engine.queries().contractPeriods().max(2).stream().toList();
        assertThat(periods).hasSameSizeAs(engine.internals().readModels().contractPeriods());
        ContractPeriod march =
                engine.queries()
                        .contractPeriods()
                        .contract("contract-of-silo-0")
                        .period(MARCH)
                        .page()
                        .items()
                        .getFirst();
        long settled =
                engine.queries().settlements().contract("contract-of-silo-0").period(MARCH).stream()
                        .mapToLong(settlement -> settlement.amount().amountMinor())
                        .sum();
        assertThat(march.settled()).isEqualTo(new Money(settled, EUR));
        assertThat(
                        march.charged()
                                .plus(march.tax())
                                .minus(march.settled())
                                .minus(march.taxSettled()))
                .isEqualTo(march.open());
        assertThat(engine.queries().contractPeriods().held().stream()).isEmpty();
        assertThat(
                        engine
                                        .queries()
                                        .contractPeriods()
                                        .state(ContractPeriodQuery.State.OPEN)
                                        .stream()
                                        .count()
                                + engine
                                        .queries()
                                        .contractPeriods()
                                        .state(ContractPeriodQuery.State.SETTLED)
                                        .stream()
                                        .count())
                .isEqualTo(periods.size());
    }

    @Test
    void aMetersBalanceAddsUp() {
        List<MeterPeriod> all = engine.queries().meterPeriods().max(1).stream().toList();
        assertThat(all).hasSameSizeAs(engine.internals().readModels().meterPeriods());
        List<MeterPeriod> closed =
                engine.queries()
                        .meterPeriods()
                        .meter("silo-2")
                        .kind("silo")
                        .state(MeterPeriodQuery.State.CLOSED)
                        .page()
                        .items();
        assertThat(closed)
                .allSatisfy(period ->
                        assertThat(
                                        requireNonNull(period.opening())
                                                .plus(period.delivered())
                                                .plus(period.adjusted())
                                                .minus(requireNonNull(period.closing())))
                                .isEqualTo(period.consumed()));
        assertThat(engine.queries().meterPeriods().contract("contract-of-silo-2").stream())
                .allMatch(period -> period.meterId().equals("silo-2"));
    }

    @Test
    void contractsAsTheyStand() {
        List<Contract> contracts = engine.queries().contracts().max(2).stream().toList();
        assertThat(contracts).hasSize(3);
        assertThat(contracts.getFirst().commanded().amountMinor()).isPositive();
        assertThat(contracts.getFirst().paid()).isEqualTo(Money.zero(EUR));
        assertThat(
                        engine
                                .queries()
                                .contracts()
                                .supplier("supplier")
                                .customer("plant")
                                .runningAt(PlantFixture.TO)
                                .stream())
                .hasSize(3);
        assertThat(engine.queries().contracts().supplier("another").stream()).isEmpty();
        assertThat(engine.queries().isCurrent()).isTrue();
    }

    @Test
    void whatCannotBeAskedIsRefused() {
        String next = engine.queries().settlements().max(1).page().next();
        assertThatThrownBy(() -> engine.queries().contracts().after(next))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("is not the end of a page of contracts; give what Page.next");
        for (String nonsense : List.of("", "%%", "c2V0dGxlbWVudHM", "c2V0dGxlbWVudHMKYWJj")) {
            assertThatThrownBy(() -> engine.queries().settlements().after(nonsense))
                    .as("'%s'", nonsense)
                    .isInstanceOf(QueryException.class);
        }
        assertThatThrownBy(() -> engine.queries().settlements().max(0))
                .isInstanceOf(QueryException.class)
                .hasMessage("a page of 0 items is not possible; ask for 1 to 1000");
        assertThatThrownBy(() -> engine.queries().settlements().max(1_001))
                .isInstanceOf(QueryException.class);
        assertThatThrownBy(() -> engine.queries().settlements().contract(" "))
                .isInstanceOf(QueryException.class)
                .hasMessage("contract is blank; name one, or leave the filter out");
        assertThat(
                        engine.queries()
                                .settlements()
                                .contract("'; drop table contract --")
                                .page()
                                .items())
                .isEmpty();
    }
}
