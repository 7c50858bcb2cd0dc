package io.usance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.anchor.AnchorPosition;
import io.usance.anchor.evm.EvmAnchor;
import io.usance.chaos.Observer.Message;
import io.usance.reconciliation.Identity;
import io.usance.reconciliation.ReadModels;
import io.usance.reconciliation.ReadModels.Batch;
import io.usance.reconciliation.ReadModels.ContractPeriod;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What came of a run, as far as it must be the same in every run over the same input.
 *
 * <p>Left out: ids and times of events, and batches, whose cuts follow the clock. Instalments of
 * the contract over several silos depend on which silo is heard first, where its tiers end; of them
 * the totals are compared.
 */
record Outcome(
        List<String> readings,
        List<String> meterPeriods,
        List<String> contractPeriods,
        Map<String, List<String>> settlementsByContract,
        List<String> events,
        List<String> quarantine) {

    static Outcome of(Site site) {
        ReadModels models = site.engine().internals().readModels();
        return new Outcome(
                site.engine()
                        .internals()
                        .transactions()
                        .read(sql ->
                                sql.fetch(
                                                "select meter_id, readings from usance.meter_activity order by meter_id")
                                        .map(row -> row.get(0) + " " + row.get(1))),
                models.meterPeriods().stream().map(Object::toString).toList(),
                models.contractPeriods().stream().map(Outcome::comparable).toList(),
                settlements(site.observer().settlements()),
                events(site.observer().events()),
                site.observer().quarantine().stream()
                        .map(refused -> origin(refused).replace(site.settings().prefix(), ""))
                        .sorted()
                        .toList());
    }

    private static String comparable(ContractPeriod period) {
        boolean shared = period.contractId().equals(ChaosPlant.SHARED_CONTRACT);
        return shared
                ? String.join(
                        " ",
                        period.contractId(),
                        period.periodId(),
                        Long.toString(period.quantityMilli()),
                        Long.toString(period.amountMinor()),
                        period.exactAmount().toString(),
                        Long.toString(period.settledMinor()),
                        period.state())
                : period.toString();
    }

    private static Map<String, List<String>> settlements(List<Message> messages) {
        Map<String, List<String>> byContract = new TreeMap<>();
        for (Message message : messages) {
            if (!message.key().equals(ChaosPlant.SHARED_CONTRACT)) {
                byContract
                        .computeIfAbsent(message.key(), k -> new ArrayList<>())
                        .add(message.value());
            }
        }
        return byContract;
    }

    private static List<String> events(List<Message> messages) {
        return messages.stream()
                .filter(message -> !message.type().startsWith("Batch"))
                .filter(message ->
                        !ChaosPlant.SHARED_CONTRACT.equals(message.headers().get("ce_subject")))
                .map(message -> message.type() + " " + message.key() + " " + timeless(message))
                .sorted()
                .toList();
    }

    /**
     * Without when it was metered, which is when the run met the reading, and without the number of
     * the meter's event behind an exception, which depends on how readings were polled.
     */
    private static String timeless(Message message) {
        return message.value()
                .replaceFirst(",\"at\":\"[^\"]*\"", "")
                .replaceFirst(",\"evidenceNo\":[0-9]+", "");
    }

    /** What one has and the other has not; a whole list of thousands is not printed. */
    private static List<String> lacking(List<String> from, List<String> in) {
        List<String> left = new ArrayList<>(from);
        in.forEach(left::remove);
        return left;
    }

    /** Without its place in the log, which depends on what other partitions do meanwhile. */
    private static String origin(Message message) {
        Map<String, String> headers = new TreeMap<>(message.headers());
        headers.remove("ce_position");
        return headers + " " + message.key() + " " + message.value();
    }

    /** Everything is as in the other run, and there is something of everything. */
    void requireSameAs(Outcome expected) {
        assertThat(readings).isEqualTo(expected.readings).isNotEmpty();
        assertThat(meterPeriods).isEqualTo(expected.meterPeriods).isNotEmpty();
        assertThat(contractPeriods).isEqualTo(expected.contractPeriods).isNotEmpty();
        assertThat(settlementsByContract).isEqualTo(expected.settlementsByContract).isNotEmpty();
        assertThat(lacking(expected.events, events)).as("not in this run").isEmpty();
        assertThat(lacking(events, expected.events)).as("only in this run").isEmpty();
        assertThat(events).isEqualTo(expected.events).isNotEmpty();
        assertThat(quarantine).isEqualTo(expected.quarantine).isNotEmpty();
    }

    /** What must hold of each run alone. */
    static void requireSound(Site site) {
        requireOnceAndInOrder(site);
        requireAnchoredOnce(site);
        assertThat(site.engine().internals().readModels().identities())
                .isNotEmpty()
                .allMatch(Identity::holds);
    }

    private static void requireOnceAndInOrder(Site site) {
        for (List<Message> topic :
                List.of(site.observer().events(), site.observer().settlements())) {
            Map<Integer, Long> last = new TreeMap<>();
            Set<String> ids = new HashSet<>();
            for (Message message : topic) {
                assertThat(ids.add(message.id())).as("%s comes once", message).isTrue();
                long position = Long.parseLong(message.headers().get("ce_position"));
                assertThat(last.put(message.partition(), position))
                        .satisfiesAnyOf(
                                before -> assertThat(before).isNull(),
                                before -> assertThat(before).isLessThan(position));
            }
        }
        assertThat((long) site.observer().events().size())
                .isEqualTo(site.logged("not in ('ReadingsRecorded', 'RecordQuarantined')"));
        assertThat((long) site.observer().settlements().size())
                .isEqualTo(site.logged("= 'SettlementCommanded'"));
        assertThat(site.observer().quarantine().stream().map(Outcome::place).distinct().count())
                .isEqualTo(site.observer().quarantine().size())
                .isEqualTo(site.logged("= 'RecordQuarantined'"));
    }

    private static String place(Message refused) {
        return refused.headers().get("topic")
                + refused.headers().get("partition")
                + "@"
                + refused.headers().get("offset");
    }

    private static void requireAnchoredOnce(Site site) {
        long count = 0;
        long batchNo = 0;
        try (EvmAnchor anchor = site.anchor()) {
            for (Batch batch : site.engine().internals().readModels().batches()) {
                assertThat(batch.batchNo()).isEqualTo(++batchNo);
                // The anchor itself refuses a batch with more than one event on the chain.
                AnchorPosition position = anchor.find(batch.batchNo()).orElseThrow();
                assertThat(position.root()).hasToString(batch.root());
                assertThat(position.count()).isEqualTo(batch.count());
                count += position.count();
            }
            assertThat(anchor.find(batchNo + 1)).isEmpty();
        }
        assertThat(count).isEqualTo(site.engine().internals().readModels().settlements().size());
    }
}
