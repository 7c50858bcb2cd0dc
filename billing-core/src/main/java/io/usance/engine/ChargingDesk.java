package io.usance.engine;

import io.usance.contract.state.ChargingCommand;
import io.usance.settlement.stage.Charging;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collection;
import java.util.NavigableMap;
import java.util.Set;

/** The contracts as the charging stage sees them; it runs in a unit of work. */
record ChargingDesk(ContractStreams contracts, Indices indices)
        implements Charging.ContractCommands {

    @Override
    public void expect(Collection<String> contractIds) {
        contracts.want(contractIds);
    }

    @Override
    public void handle(ChargingCommand command) {
        contracts.charge(command);
    }

    @Override
    public Set<String> missingSeries(String contractId, String periodId) {
        return contracts.missingSeries(contractId, periodId);
    }

    @Override
    public NavigableMap<LocalDate, BigDecimal> published(String series) {
        return indices.values(series);
    }
}
