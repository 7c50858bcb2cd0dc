package io.usance.published;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A module that a release publishes.
 *
 * @param directory of the module
 * @param pom of its sources
 */
record Artifact(String id, Path directory, Pom pom) {
    static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

    private static final String VERSION =
            Objects.requireNonNull(System.getProperty("usance.version"));

    /** Every module but those that say they are not to be deployed. */
    static List<Artifact> all() throws IOException {
        List<Artifact> all = new ArrayList<>();
        Artifact parent = at(ROOT);
        all.add(parent);
        for (String module : parent.pom.texts("modules/module")) {
            Artifact artifact = at(ROOT.resolve(module));
            if (!artifact.pom.text("properties/maven.deploy.skip").equals("true")) {
                all.add(artifact);
            }
        }
        return all;
    }

    /** Those that are jars. */
    static List<Artifact> jars() throws IOException {
        return all().stream().filter(each -> !each.isPomAlone()).toList();
    }

    private static Artifact at(Path directory) throws IOException {
        Pom pom = Pom.of(directory.resolve("pom.xml"));
        return new Artifact(pom.text("artifactId"), directory, pom);
    }

    boolean isPomAlone() {
        return pom.text("packaging").equals("pom");
    }

    /**
     * What the build made of it.
     *
     * @param rest what comes behind id and version: {@code .jar}, {@code -sources.jar}
     */
    Path file(String rest) {
        return directory.resolve("target").resolve(id + "-" + VERSION + rest);
    }

    /** Own files of the build; not of a module that lies within this one. */
    boolean hasSource(String path) {
        return Files.isRegularFile(directory.resolve("src/main/java").resolve(path));
    }

    @Override
    public String toString() {
        return id;
    }
}
