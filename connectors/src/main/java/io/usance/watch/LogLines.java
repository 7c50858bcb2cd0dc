package io.usance.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/**
 * The form of the log: a line of text, or an object of JSON per event with the ids of silo,
 * contract and batch as fields of their own. Secrets are hidden in both, see {@link Secrets}.
 */
public final class LogLines extends EncoderBase<ILoggingEvent> {
    /** How an event is written. */
    public enum Form {
        TEXT,
        JSON
    }

    /** Longest message or exception of one event; what is beyond is cut off. */
    private static final int CHARS_MAX = 32_000;

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX");
    private static final List<String> FIXED =
            List.of("time", "level", "logger", "thread", "message", "exception");

    private static volatile Form form = Form.TEXT;

    LogLines() {}

    /**
     * From now on the log of this process has this form.
     *
     * @param level of our own loggers: WARN, INFO or DEBUG; others say warnings and errors
     */
    public static void use(Form form, String level) {
        LogLines.form = form;
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger("io.usance").setLevel(Level.toLevel(level));
        }
    }

    /** The form in use. */
    public static Form form() {
        return form;
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        String line = form == Form.JSON ? json(event) : text(event);
        return (line + System.lineSeparator()).getBytes(UTF_8);
    }

    private static String text(ILoggingEvent event) {
        String logger = event.getLoggerName();
        String exception = exception(event);
        return "%s [%s] %s - %s%s"
                .formatted(
                        LOCAL.format(event.getInstant().atZone(ZoneId.systemDefault())),
                        event.getLevel(),
                        logger.substring(logger.lastIndexOf('.') + 1),
                        clean(String.valueOf(event.getFormattedMessage())),
                        exception.isEmpty() ? "" : System.lineSeparator() + exception);
    }

    private static String json(ILoggingEvent event) {
        Instant time = event.getInstant().truncatedTo(ChronoUnit.MILLIS);
        ObjectNode line = MAPPER.createObjectNode();
        line.put("time", time.toString())
                .put("level", event.getLevel().toString())
                .put("logger", event.getLoggerName())
                .put("thread", event.getThreadName())
                .put("message", clean(String.valueOf(event.getFormattedMessage())));
        List<KeyValuePair> fields = event.getKeyValuePairs();
        if (fields != null) {
            for (KeyValuePair field : fields) {
                if (field.value instanceof Long || field.value instanceof Integer) {
                    line.put(name(field.key), ((Number) field.value).longValue());
                } else {
                    line.put(name(field.key), clean(String.valueOf(field.value)));
                }
            }
        }
        String exception = exception(event);
        if (!exception.isEmpty()) {
            line.put("exception", exception);
        }
        return line.toString();
    }

    /** A field cannot pass itself off as one of ours. */
    private static String name(String key) {
        return FIXED.contains(key) ? key + "_" : key;
    }

    private static String exception(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        return thrown == null ? "" : clean(ThrowableProxyUtil.asString(thrown).stripTrailing());
    }

    private static String clean(String text) {
        String shown = text.length() <= CHARS_MAX ? text : text.substring(0, CHARS_MAX - 1) + "…";
        return Secrets.hide(shown);
    }
}
