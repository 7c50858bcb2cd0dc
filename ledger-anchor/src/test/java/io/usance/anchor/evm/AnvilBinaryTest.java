package io.usance.anchor.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class AnvilBinaryTest {

    @AfterEach
    void clear() {
        System.clearProperty("USANCE_ANVIL");
        System.clearProperty("usance.demo.home");
    }

    @Test
    void isFoundInTheSourceTree() {
        assertThat(AnvilBinary.find(null)).exists().hasFileName("anvil");
    }

    @Test
    void isFoundAmongTheDemosParts(@TempDir Path home) throws Exception {
        Path anvil = executable(Files.createDirectories(home.resolve("evm")).resolve("anvil"));
        System.setProperty("usance.demo.home", home.toString());
        assertThat(AnvilBinary.find(null)).isEqualTo(anvil);
    }

    @Test
    void aSettingCountsAlone(@TempDir Path directory) throws Exception {
        Path anvil = executable(directory.resolve("my-anvil"));
        System.setProperty("USANCE_ANVIL", anvil.toString());
        assertThat(AnvilBinary.find(null)).isEqualTo(anvil);
        System.setProperty("USANCE_ANVIL", directory.resolve("none").toString());
        assertThatThrownBy(() -> AnvilBinary.find(null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(directory.resolve("none").toString());
    }

    private static Path executable(Path file) throws Exception {
        Files.writeString(file, "");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }
}
