package io.usance.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.usance.file.Reasons;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;

/** Checks the settings that are passed through to Kafka's clients. */
final class KafkaSettings {
    private static final Set<String> OURS =
            Set.of(
                    "key.serializer",
                    "value.serializer",
                    "key.deserializer",
                    "value.deserializer",
                    "enable.auto.commit",
                    "auto.offset.reset",
                    "isolation.level",
                    "enable.idempotence",
                    "acks",
                    "transactional.id");
    private static final Set<String> KNOWN = known();

    private KafkaSettings() {}

    private static Set<String> known() {
        Set<String> names = new TreeSet<>(ConsumerConfig.configNames());
        names.addAll(ProducerConfig.configNames());
        names.addAll(AdminClientConfig.configNames());
        return Set.copyOf(names);
    }

    static Properties read(Section section) {
        Properties properties = new Properties();
        int before = section.problemCount();
        section.each((name, value) -> take(section, name, value, properties));
        if (properties.getProperty("bootstrap.servers", "").isBlank()
                && section.problemCount() == before) {
            section.problem("bootstrap.servers", "is missing");
        }
        if (section.problemCount() == before) {
            tryOut(section, properties);
        }
        return properties;
    }

    private static void take(Section section, String name, JsonNode value, Properties properties) {
        if (OURS.contains(name)) {
            section.problem(name, "is set by Usance and cannot be changed");
        } else if (!KNOWN.contains(name)) {
            section.problem(name, "is no setting of Kafka's clients");
        } else if (isSecret(name)) {
            Secret secret = section.secret(name);
            if (secret != null) {
                properties.put(name, secret.reveal());
            }
        } else if (value.isNumber() || value.isBoolean()) {
            properties.put(name, value.asText());
        } else {
            properties.put(name, section.text(name, null));
        }
    }

    /** Passwords, tokens and key material. */
    static boolean isSecret(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.contains("password")
                || lower.contains("secret")
                || lower.contains("jaas")
                || lower.equals("ssl.keystore.key");
    }

    /** Kafka's own checks of types and ranges. */
    private static void tryOut(Section section, Properties properties) {
        Properties client = new Properties();
        client.putAll(properties);
        String bytes = "org.apache.kafka.common.serialization.ByteArray";
        client.put("key.serializer", bytes + "Serializer");
        client.put("value.serializer", bytes + "Serializer");
        client.put("key.deserializer", bytes + "Deserializer");
        client.put("value.deserializer", bytes + "Deserializer");
        try {
            new ConsumerConfig(client);
            new ProducerConfig(client);
        } catch (ConfigException e) {
            section.problem("", Reasons.of(e));
        }
    }
}
