package io.usance.anchor.evm;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.anchor.NodeScript;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class CompiledContractTest {

    @Test
    void theCommittedAbiAndBytecodeAreThoseOfTheSource(@TempDir Path directory) throws Exception {
        NodeScript.run("compile.mjs", List.of(directory.toString()));
        try (Stream<Path> compiled = Files.list(directory)) {
            List<Path> files = compiled.sorted().toList();
            assertThat(files)
                    .extracting(file -> file.getFileName().toString())
                    .containsExactly(
                            "FalseToken.json",
                            "FeeToken.json",
                            "HostileToken.json",
                            "TestToken.json",
                            "UsanceAnchor.json",
                            "UsanceEscrow.json");
            for (Path file : files) {
                String name = file.getFileName().toString();
                try (InputStream committed = EvmAnchor.class.getResourceAsStream(name)) {
                    assertThat(Files.readAllBytes(file))
                            .as(name)
                            .isEqualTo(committed.readAllBytes());
                }
            }
        }
    }
}
