package io.usance.cli.service;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.usance.cli.console.CliFailure;
import io.usance.kafka.AsyncApi;
import io.usance.kafka.Topics;
import io.usance.record.Schemas;
import io.usance.record.kinds.StandardInputs;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists or prints the JSON Schemas of the Kafka topics. */
@Command(
        name = "schema",
        description = "Lists the JSON Schemas of what goes over Kafka, or prints one.",
        mixinStandardHelpOptions = true)
public final class SchemaCommand implements Runnable {

    /** Of the formats; rises with any change that a consumer would have to know. */
    private static final String VERSION = "1.0.0";

    private static final Schemas SCHEMAS = Schemas.of(StandardInputs.all());
    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "Print this schema; without it, list them.")
    private @Nullable String name;

    @Option(names = "--json", description = "List as JSON: name, title and description of each.")
    private boolean json;

    @Option(
            names = "--asyncapi",
            description = "Print an AsyncAPI 3.0 document of all topics, with all schemas.")
    private boolean asyncapi;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the spec
    SchemaCommand() {}

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        if (asyncapi) {
            out.println(
                    AsyncApi.of(Topics.defaults(), StandardInputs.all(), VERSION).toPrettyString());
        } else if (name != null) {
            out.print(text(name));
        } else if (json) {
            out.println(list().toPrettyString());
        } else {
            SCHEMAS.names().forEach(out::println);
        }
        out.flush();
    }

    private static String text(String name) {
        if (!SCHEMAS.names().contains(name)) {
            throw new CliFailure(
                    "no schema " + name + "; there are " + String.join(", ", SCHEMAS.names()));
        }
        return SCHEMAS.text(name);
    }

    private static ArrayNode list() {
        ArrayNode list = JSON.createArrayNode();
        for (String name : SCHEMAS.names()) {
            try {
                var schema = JSON.readTree(SCHEMAS.text(name));
                list.addObject()
                        .put("name", name)
                        .put("title", schema.path("title").asText())
                        .put("description", schema.path("description").asText());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return list;
    }
}
