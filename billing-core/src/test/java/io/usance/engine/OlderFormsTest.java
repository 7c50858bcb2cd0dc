package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.metering.Reading;
import io.usance.metering.SiloEvent.ReadingsRecorded;
import io.usance.metering.SiloEvent.SiloRegistered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Logs written before a form had its newest fields are read as ever, and written again without
 * them. {@code golden/v1}: before silos had a level part and readings a temperature.
 */
class OlderFormsTest {
    private static final EventForms FORMS = new EventForms();
    private static final Path GOLDEN = Path.of("src/test/resources/io/usance/engine/golden");
    private static final int FORMS_OF_V1 = 20;

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN.resolve("v1"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void everyFormOfV1IsKept() throws IOException {
        assertThat(files()).hasSize(FORMS_OF_V1);
    }

    @ParameterizedTest
    @MethodSource("files")
    void anOlderFormIsReadAndWrittenAsItWas(Path file) throws IOException {
        String name = file.getFileName().toString().replace(".json", "");
        String stored = Files.readString(file).stripTrailing();
        assertThat(FORMS.encode(FORMS.decode(name, stored))).isEqualTo(stored);
    }

    @Test
    void whatIsNewIsMissingInThem() throws IOException {
        SiloRegistered registered = (SiloRegistered) decode("v1/SiloRegistered.json");
        assertThat(registered.spec().level()).isNull();
        ReadingsRecorded recorded = (ReadingsRecorded) decode("v1/ReadingsRecorded.json");
        assertThat(recorded.readings()).extracting(Reading::temperatureCel).containsOnlyNulls();
    }

    private static Object decode(String file) throws IOException {
        String type = Path.of(file).getFileName().toString().replaceAll("[-.].*", "");
        return FORMS.decode(type, Files.readString(GOLDEN.resolve(file)).stripTrailing());
    }
}
