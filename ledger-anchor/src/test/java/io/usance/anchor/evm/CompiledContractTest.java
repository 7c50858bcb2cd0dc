package io.usance.anchor.evm;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.anchor.NodeScript;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompiledContractTest {

    @Test
    void theCommittedAbiAndBytecodeAreThoseOfTheSource(@TempDir Path directory) throws Exception {
        Path compiled = directory.resolve("UsanceAnchor.json");
        NodeScript.run("compile.mjs", List.of(compiled.toString()));
        try (InputStream committed = EvmAnchor.class.getResourceAsStream("UsanceAnchor.json")) {
            assertThat(Files.readAllBytes(compiled)).isEqualTo(committed.readAllBytes());
        }
    }
}
