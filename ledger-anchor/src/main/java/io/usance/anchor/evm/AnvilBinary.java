package io.usance.anchor.evm;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the anvil program is: the first of the places below that holds an executable file. */
final class AnvilBinary {
    /** System property and environment variable with the path of the program. */
    static final String SETTING = "USANCE_ANVIL";

    /** System property with the directory of the demo's parts; the launcher sets it. */
    private static final String DEMO_HOME = "usance.demo.home";

    private static final String PACKAGES = "ledger-anchor/evm/node_modules/@foundry-rs";

    private AnvilBinary() {}

    /**
     * @param explicit looked at alone if given
     * @throws IllegalStateException naming every place, if it is in none
     */
    static Path find(@Nullable Path explicit) {
        List<Path> places = explicit == null ? places() : List.of(explicit);
        for (Path place : places) {
            if (Files.isExecutable(place) && Files.isRegularFile(place)) {
                return place;
            }
        }
        throw new IllegalStateException(
                "the EVM node (anvil) was looked for at %s and not found; set %s to its path, or run"
                                .formatted(
                                        places.isEmpty()
                                                ? PACKAGES + " here and above"
                                                : places.toString(),
                                        SETTING)
                        + " ledger-anchor/evm/install in the source tree");
    }

    /** A setting counts alone: a wrong one must not be papered over. */
    private static List<Path> places() {
        String set = System.getProperty(SETTING, System.getenv(SETTING));
        if (set != null) {
            return List.of(Path.of(set));
        }
        List<Path> places = new ArrayList<>();
        String home = System.getProperty(DEMO_HOME);
        if (home != null) {
            places.add(Path.of(home, "evm", "anvil"));
        }
        Path directory = Path.of("").toAbsolutePath();
        while (directory != null) {
            places.addAll(inPackages(directory.resolve(PACKAGES)));
            directory = directory.getParent();
        }
        return places;
    }

    /** npm puts one package there, named for the platform. */
    private static List<Path> inPackages(Path packages) {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(packages)) {
            try (DirectoryStream<Path> platforms = Files.newDirectoryStream(packages, "anvil-*")) {
                platforms.forEach(platform -> found.add(platform.resolve("bin/anvil")));
            } catch (IOException unreadable) {
                found.add(packages);
            }
        }
        return found;
    }
}
