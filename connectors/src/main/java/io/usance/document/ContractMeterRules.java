package io.usance.document;

import io.usance.contract.ContractMeter;
import io.usance.contract.ContractTerms;
import io.usance.file.Reasons;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What must be true of the meters of a contract, each told where it is written down. */
final class ContractMeterRules {
    private final ContractDocument contract;
    private final Consumer<String> problem;

    ContractMeterRules(ContractDocument contract, Consumer<String> problem) {
        this.contract = contract;
        this.problem = problem;
    }

    void ids() {
        List<String> ids = contract.meterIds();
        String field = contract.metersField();
        if (ids.isEmpty() || ids.size() > ContractTerms.METERS_MAX) {
            problem.accept(
                    "$.%s: a contract covers 1 to %d meters, not %d"
                            .formatted(field, ContractTerms.METERS_MAX, ids.size()));
        }
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            String path = "$.%s[%d]".formatted(field, i);
            Integer first = places.putIfAbsent(ids.get(i), i);
            if (ids.get(i).isBlank()) {
                problem.accept(path + ": is empty; write the id of a meter, such as press-1");
            } else if (first != null) {
                problem.accept(
                        "%s: %s is there twice, at %s[%d] as well; take one of them out"
                                .formatted(path, ids.get(i), field, first));
            }
        }
    }

    /** To be asked if the contract is metered in a period. */
    void times() {
        List<ContractMeter> meters = contract.meters() == null ? List.of() : contract.meters();
        for (int i = 0; i < meters.size(); i++) {
            ContractMeter meter = meters.get(i);
            String path = "$.meters[" + i + "]";
            ContractMeter joins = new ContractMeter(meter.meterId(), meter.from(), null);
            if (isInTime(path + ".from", joins)) {
                isInTime(path + ".until", meter);
            }
        }
    }

    private boolean isInTime(String path, ContractMeter meter) {
        try {
            ContractTerms.checkTimes(
                    contract.contractId(), meter, contract.calendar(), contract.meteringFrom());
            return true;
        } catch (IllegalArgumentException e) {
            problem.accept(path + ": " + Reasons.of(e));
            return false;
        }
    }
}
