package io.usance.contract;

import static io.usance.failure.Checks.given;

import io.usance.period.BillingCalendar;
import io.usance.period.BillingPeriod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What must be true of the meters of a contract. */
final class ContractMeters {
    private ContractMeters() {}

    static void checkIds(String contractId, List<String> meterIds) {
        if (meterIds.isEmpty() || meterIds.size() > ContractTerms.METERS_MAX) {
            throw new IllegalArgumentException(
                    "a contract covers 1 to %d meters, not %d"
                            .formatted(ContractTerms.METERS_MAX, meterIds.size()));
        }
        if (new HashSet<>(meterIds).size() != meterIds.size()) {
            throw new IllegalArgumentException(
                    "contract %s names a meter twice: %s"
                            .formatted(contractId, String.join(", ", meterIds)));
        }
    }

    /**
     * The times in the one form that equal terms have: in the order of the meters, without those
     * that say nothing; null if none is left.
     */
    static @Nullable List<ContractMeter> times(
            String contractId,
            List<String> meterIds,
            @Nullable List<ContractMeter> times,
            BillingCalendar calendar,
            Instant meteringFrom) {
        if (times == null || times.isEmpty()) {
            return null;
        }
        Map<String, ContractMeter> byId = new HashMap<>();
        for (ContractMeter meter : times) {
            if (byId.put(meter.meterId(), meter) != null) {
                throw new IllegalArgumentException(
                        "contract %s names meter %s twice".formatted(contractId, meter.meterId()));
            }
        }
        List<ContractMeter> inOrder = new ArrayList<>();
        for (String meterId : meterIds) {
            ContractMeter meter = byId.remove(meterId);
            if (meter != null) {
                check(contractId, meter, calendar, meteringFrom);
                Instant from = meteringFrom.equals(meter.from()) ? null : meter.from();
                inOrder.add(new ContractMeter(meterId, from, meter.until()));
            }
        }
        if (!byId.isEmpty()) {
            throw new IllegalArgumentException(
                    "contract %s has times of %s, which it does not cover"
                            .formatted(contractId, String.join(", ", byId.keySet())));
        }
        inOrder.removeIf(ContractMeter::isAlways);
        return inOrder.isEmpty() ? null : List.copyOf(inOrder);
    }

    static void check(
            String contractId,
            ContractMeter meter,
            BillingCalendar calendar,
            Instant meteringFrom) {
        given(contractId, "contract.contractId");
        given(meter, "contract.meters");
        given(calendar, "contract.calendar");
        given(meteringFrom, "contract.meteringFrom");
        Instant from = meter.from() == null ? meteringFrom : meter.from();
        if (from.isBefore(meteringFrom) || !calendar.isBilled(calendar.periodOf(from))) {
            throw new IllegalArgumentException(
                    "meter %s joins contract %s at %s, when the contract is not metered; its metering begins at %s"
                            .formatted(meter.meterId(), contractId, from, meteringFrom));
        }
        Instant until = meter.until();
        if (until == null) {
            return;
        }
        BillingPeriod last = calendar.periodOf(until.minusMillis(1));
        if (!last.end().equals(until)) {
            throw new IllegalArgumentException(
                    "meter %s leaves contract %s at %s, within the period %s; a meter leaves with a period, at %s or %s"
                            .formatted(
                                    meter.meterId(),
                                    contractId,
                                    until,
                                    last,
                                    last.start(),
                                    last.end()));
        }
        if (!until.isAfter(from)) {
            throw new IllegalArgumentException(
                    "meter %s leaves contract %s at %s, not after it joins, %s"
                            .formatted(meter.meterId(), contractId, until, from));
        }
    }
}
