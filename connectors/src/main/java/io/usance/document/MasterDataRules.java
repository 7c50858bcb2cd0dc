package io.usance.document;

import io.usance.meter.StandardMeters;
import io.usance.metering.MeterCapabilities;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What must be true of meters and contracts beyond the form of each value. */
final class MasterDataRules {
    private final DocumentProblems problems;
    private final Map<String, MeterSection<?>> sectionByMeter = new HashMap<>();
    private final Map<String, String> contractByMeter = new HashMap<>();

    /** Of the meters of this file that have no problem; others may have been set up before. */
    private final Map<String, MeterCapabilities> meters = new HashMap<>();

    private MasterDataRules(Consumer<String> problem) {
        problems = new DocumentProblems(problem);
    }

    static void check(MasterData data, Consumer<String> problem) {
        MasterDataRules rules = new MasterDataRules(problem);
        rules.meters(data.meters());
        rules.contracts(data.contracts());
    }

    private void meters(List<WrittenMeter<?>> written) {
        Map<MeterSection<?>, Integer> places = new HashMap<>();
        for (WrittenMeter<?> meter : written) {
            MeterSection<?> section = meter.section();
            int place = places.merge(section, 1, Integer::sum) - 1;
            String path = "$.%s[%d]".formatted(section.name(), place);
            int before = problems.count();
            meter.check(path, problems);
            String meterId = meter.meterId();
            MeterSection<?> other = sectionByMeter.putIfAbsent(meterId, section);
            String field = "%s.%s: %s".formatted(path, section.idField(), meterId);
            if (section.equals(other)) {
                problems.report(field + " is there twice");
            } else if (other != null) {
                problems.report(
                        "%s is the id of %s; a contract could not tell them apart"
                                .formatted(field, other.noun()));
                // What a contract means by it is not known.
                meters.remove(meterId);
            }
            if (problems.count() == before) {
                meters.put(
                        meterId,
                        MeterCapabilities.registeredBy(
                                StandardMeters.kinds(), meter.registration(Instant.EPOCH)));
            }
        }
    }

    private void contracts(List<ContractDocument> contracts) {
        Map<String, ContractDocument> byId = new HashMap<>();
        for (int i = 0; i < contracts.size(); i++) {
            ContractDocument terms = contracts.get(i);
            String path = "$.contracts[" + i + "]";
            if (!terms.contractId().isBlank()) {
                problems.identifier(path + ".contractId", terms.contractId());
            }
            if (byId.put(terms.contractId(), terms) != null) {
                problems.report(path + ".contractId: " + terms.contractId() + " is there twice");
            }
            int before = problems.count();
            ContractDocumentRules.check(
                    terms, found -> problems.report(path + found.substring("$".length())));
            for (int m = 0; m < terms.meterIds().size(); m++) {
                only(
                        "%s.%s[%d]".formatted(path, terms.metersField(), m),
                        terms.meterIds().get(m),
                        terms);
            }
            if (problems.count() == before) {
                MeterFit.check(
                        terms,
                        meters,
                        found -> problems.report(path + found.substring("$".length())));
            }
        }
    }

    /** Under one contract alone. */
    private void only(String path, String meterId, ContractDocument terms) {
        String other = contractByMeter.put(meterId, terms.contractId());
        if (other != null && !other.equals(terms.contractId())) {
            problems.report(path + ": " + meterId + " is under contract " + other + " as well");
        }
    }
}
