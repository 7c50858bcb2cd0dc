package io.usance.chaos;

import io.usance.chaos.Observer.Message;
import io.usance.kafka.Topics;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Which positions of the log a {@code read_committed} consumer has met in each outbound topic, held
 * against the log a stretch at a time: nothing twice, nothing left out, nothing that is not in the
 * log.
 *
 * <p>Thread-safe: the consumer's thread adds, the run's thread asks.
 */
final class SeenPositions implements Consumer<Message> {
    private static final int FINDINGS_MAX = 20;
    private static final Pattern POSITION = Pattern.compile("[0-9]{1,9}");

    private static final BitSet NONE = new BitSet();

    private final Topics topics;
    private final Map<String, BitSet> seen = new HashMap<>();
    private final Map<String, String> refusals = new HashMap<>();
    private final List<String> findings = new ArrayList<>();
    private int newest;
    private long messages;
    private int checked;

    SeenPositions(Topics topics) {
        this.topics = topics;
        List.of(topics.events(), topics.settlementCommands(), topics.quarantine())
                .forEach(this::seenIn);
    }

    @Override
    public synchronized void accept(Message message) {
        String of = header(message, "ce_position");
        if (!POSITION.matcher(of).matches()) {
            find("without a position: " + message);
            return;
        }
        int position = Integer.parseInt(of);
        BitSet ofTopic = seenIn(message.topic());
        if (ofTopic.get(position)) {
            find("twice in " + message.topic() + ": " + message);
        }
        ofTopic.set(position);
        newest = Math.max(newest, position);
        messages++;
        if (message.topic().equals(topics.quarantine())) {
            refusals.put(
                    place(
                            header(message, "topic"),
                            header(message, "partition"),
                            header(message, "offset")),
                    header(message, "reason"));
        }
    }

    private static String header(Message message, String name) {
        return message.headers().getOrDefault(name, "");
    }

    private BitSet seenIn(String topic) {
        return seen.computeIfAbsent(topic, name -> new BitSet());
    }

    private void find(String finding) {
        if (findings.size() < FINDINGS_MAX) {
            findings.add(finding);
        }
    }

    /** Where a record was refused. */
    static String place(String topic, Object partition, Object offset) {
        return topic + "/" + partition + "@" + offset;
    }

    /** Why the record at this place was refused; empty if it was not, or is not published. */
    synchronized Optional<String> refusal(String place) {
        return Optional.ofNullable(refusals.get(place));
    }

    /** Highest position seen. */
    synchronized long newest() {
        return newest;
    }

    /** Messages seen, of all topics. */
    synchronized long messages() {
        return messages;
    }

    /** Position up to which the topics were held against the log. */
    synchronized int checked() {
        return checked;
    }

    /** True if all of these events were seen where they belong. */
    synchronized boolean holds(List<Watch.Event> events) {
        return events.stream()
                .allMatch(event ->
                        topicsOf(event).stream()
                                .allMatch(topic -> seenIn(topic).get(event.position())));
    }

    /**
     * Holds what was seen against the next stretch of the log.
     *
     * @param events those of the log beyond {@link #checked} and up to {@code upTo}
     * @return what is wrong
     */
    synchronized List<String> check(List<Watch.Event> events, int upTo) {
        Map<String, BitSet> expected = new HashMap<>();
        for (Watch.Event event : events) {
            topicsOf(event)
                    .forEach(topic ->
                            expected.computeIfAbsent(topic, name -> new BitSet())
                                    .set(event.position()));
        }
        int from = checked + 1;
        seen.forEach((topic, positions) -> {
            BitSet difference = positions.get(from, upTo + 1);
            difference.xor(expected.getOrDefault(topic, NONE).get(from, upTo + 1));
            difference.stream()
                    .limit(FINDINGS_MAX)
                    .forEach(bit ->
                            find(
                                    (positions.get(from + bit) ? "not in the log: " : "missing: ")
                                            + topic
                                            + " position "
                                            + (from + bit)));
        });
        checked = upTo;
        return List.copyOf(findings);
    }

    private List<String> topicsOf(Watch.Event event) {
        return switch (event.type()) {
            case "ReadingsRecorded" -> List.of();
            case "RecordQuarantined" -> List.of(topics.quarantine());
            case "SettlementCommanded" -> List.of(topics.events(), topics.settlementCommands());
            default -> List.of(topics.events());
        };
    }
}
