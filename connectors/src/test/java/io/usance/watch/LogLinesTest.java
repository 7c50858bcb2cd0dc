package io.usance.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogLinesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @AfterEach
    void asBefore() {
        LogLines.use(LogLines.Form.TEXT, "WARN");
    }

    private static String line(LogLines.Form form, Consumer<Logger> logs) {
        LoggerContext context = new LoggerContext();
        ListAppender<ILoggingEvent> events = new ListAppender<>();
        events.setContext(context);
        events.start();
        Logger logger = context.getLogger("io.usance.service.SilentMeters");
        logger.addAppender(events);
        logs.accept(logger);
        assertThat(events.list).hasSize(1);
        LogLines.use(form, "WARN");
        return new String(new LogLines().encode(events.list.getFirst()), UTF_8);
    }

    @Test
    void anEventIsOneLineOfJsonWithItsIdsAsFields() throws Exception {
        String line =
                line(
                        LogLines.Form.JSON,
                        logger ->
                                logger.atWarn()
                                        .addKeyValue("silo", "silo-7")
                                        .addKeyValue("batch", 12L)
                                        .addKeyValue("message", "not mine")
                                        .setCause(new IllegalStateException("first\nsecond"))
                                        .log("silo {}: \"quoted\"\nand broken", "silo-7"));
        assertThat(line).endsWith("}\n").containsOnlyOnce("\n");
        JsonNode fields = JSON.readTree(line);
        assertThat(fields.get("time").asText()).matches("\\d{4}-.*Z");
        assertThat(fields.get("level").asText()).isEqualTo("WARN");
        assertThat(fields.get("logger").asText()).isEqualTo("io.usance.service.SilentMeters");
        assertThat(fields.get("thread").asText()).isEqualTo(Thread.currentThread().getName());
        assertThat(fields.get("message").asText()).isEqualTo("silo silo-7: \"quoted\"\nand broken");
        assertThat(fields.get("silo").asText()).isEqualTo("silo-7");
        assertThat(fields.get("batch").isIntegralNumber()).isTrue();
        assertThat(fields.get("message_").asText()).isEqualTo("not mine");
        assertThat(fields.get("exception").asText())
                .startsWith("java.lang.IllegalStateException: first")
                .contains("at io.usance.watch.LogLinesTest");
    }

    @Test
    void forPeopleItIsALineOfText() {
        assertThat(
                        line(
                                LogLines.Form.TEXT,
                                logger ->
                                        logger.atWarn().addKeyValue("silo", "s").log("silo s: x")))
                .matches("\\S+T\\S+ \\[WARN] SilentMeters - silo s: x\n");
    }

    /** In the message, in a field, in the message of an exception's cause. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "jdbc:postgresql://db/usance?user=u&password=s3cr3t-value&ssl=true | jdbc:postgresql://db/usance?user=u&password=***&ssl=true",
                "https://u:s3cr3t-value@rpc.example.com/ | https://***@rpc.example.com/",
                "LoginModule required username=\"u\" password=\"s3cr3t-value\"; | LoginModule required username=\"u\" password=***;",
                "{\"apiKey\": \"s3cr3t-value\"} | {\"apiKey\": ***}",
                "no one would know that kept-in-mind is one | no one would know that *** is one",
                "period 2026-03 is closed | period 2026-03 is closed",
            })
    void secretsAreHidden(String text, String hidden) throws Exception {
        Secrets.keep("kept-in-mind");
        String line =
                line(
                        LogLines.Form.JSON,
                        logger ->
                                logger.atError()
                                        .addKeyValue("field", text)
                                        .setCause(
                                                new IllegalStateException(
                                                        "outer", new IllegalStateException(text)))
                                        .log("{}", text));
        assertThat(line).doesNotContain("s3cr3t-value", "kept-in-mind");
        JsonNode fields = JSON.readTree(line);
        assertThat(fields.get("message").asText()).isEqualTo(hidden);
        assertThat(fields.get("field").asText()).isEqualTo(hidden);
        assertThat(fields.get("exception").asText()).contains(hidden);
    }
}
