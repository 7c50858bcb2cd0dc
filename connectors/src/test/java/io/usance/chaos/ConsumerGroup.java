package io.usance.chaos;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Who reads which partitions, as the broker sees it. */
final class ConsumerGroup implements AutoCloseable {
    private final Admin admin;
    private final String group;

    ConsumerGroup(String bootstrap, String group) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bootstrap);
        admin = Admin.create(settings);
        this.group = group;
    }

    /** Partitions by member; empty while they are being dealt out. */
    Map<String, Set<TopicPartition>> partitions() {
        Map<String, Set<TopicPartition>> partitions = new HashMap<>();
        describe()
                .filter(found -> found.groupState() == GroupState.STABLE)
                .ifPresent(found ->
                        found.members()
                                .forEach(member ->
                                        partitions.put(
                                                member.consumerId(),
                                                member.assignment().topicPartitions())));
        return partitions;
    }

    /** Waits until so many members have partitions, all of them some. */
    Map<String, Set<TopicPartition>> awaitMembers(int count) throws InterruptedException {
        Site.await(
                count + " instances read",
                () -> {
                    Map<String, Set<TopicPartition>> now = partitions();
                    return now.size() == count && now.values().stream().noneMatch(Set::isEmpty);
                });
        return partitions();
    }

    /** Empty if it has no member yet. */
    private Optional<ConsumerGroupDescription> describe() {
        try {
            return Optional.of(
                    Objects.requireNonNull(
                                    admin.describeConsumerGroups(List.of(group))
                                            .describedGroups()
                                            .get(group))
                            .get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Optional.empty();
            }
            throw new IllegalStateException("cannot ask for group " + group, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
