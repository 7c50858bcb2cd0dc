package io.usance.engine;

import io.usance.finance.FinanceEvent;
import io.usance.finance.FinanceLog;
import java.util.List;

/** Finance's events in the running unit of work. */
record FinanceEvents(StagedEventStore events) implements FinanceLog {

    @Override
    public void append(FinanceEvent event, long sequence) {
        events.append("Finance", event.streamId(), sequence, event);
    }

    @Override
    public List<FinanceEvent> staged(String streamId) {
        return events.staged(streamId, FinanceEvent.class);
    }
}
