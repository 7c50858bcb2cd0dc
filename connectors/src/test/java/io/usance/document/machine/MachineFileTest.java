package io.usance.document.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.document.MasterData;
import io.usance.document.MeterFile;
import io.usance.document.kinds.StandardDocuments;
import io.usance.file.InvalidConfigException;
import io.usance.meter.machine.spec.MachineSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One machine in a file of its own. */
class MachineFileTest {
    private static final Path EXAMPLE = Path.of("src/dist/example/machines.json");

    @TempDir Path directory = Path.of("");

    private static String machine() throws IOException {
        JsonNode tree = new ObjectMapper().readTree(EXAMPLE.toFile());
        return tree.get("machines").get(0).toString();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("press.json"), text);
    }

    @Test
    void itIsWhatTheMasterDataWouldRegister() throws Exception {
        MasterData data = MasterData.read(EXAMPLE, StandardDocuments.all(), problem -> {});
        assertThat(List.of(read(file(machine()))))
                .isEqualTo(
                        data.documents(new MachineDocuments()).stream()
                                .map(MachineDocument::spec)
                                .toList());
    }

    @Test
    void everyProblemIsNamedWithFileAndPath() throws IOException {
        Path wide = file(machine().replaceFirst("int32", "wide"));
        assertThatThrownBy(() -> read(wide))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageMatching(
                        "press\\.json line \\d+, column \\d+ \\$\\.registers\\[0]: width 'wide'; write int32.*");
        Path named = file(machine().replaceFirst("\"press-1\"", "\"press\\\\u0007\""));
        assertThatThrownBy(() -> read(named))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("press.json line ")
                .hasMessageContaining(" $.machineId: ");
        Path cut = file(machine().substring(0, 40));
        assertThatThrownBy(() -> read(cut))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("press.json");
        assertThatThrownBy(() -> read(directory.resolve("none.json")))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("none.json does not exist");
    }

    private static MachineSpec read(Path file) throws InvalidConfigException {
        return MeterFile.read(file, new MachineDocuments()).spec();
    }
}
