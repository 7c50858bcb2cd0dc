package io.usance.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Programs in a JVM of their own, on the artifact, what it brings, and a Postgres. */
final class Programs {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final EmbeddedPostgres POSTGRES = start();

    private Programs() {}

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.start();
        } catch (IOException e) {
            throw new IllegalStateException("the test Postgres cannot start", e);
        }
    }

    /** The URL of a new database. */
    static String newDatabase() throws SQLException {
        String name = "erp" + COUNT.incrementAndGet();
        try (Connection connection = POSTGRES.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        return POSTGRES.getJdbcUrl("postgres", name);
    }

    /** The jars that come with the artifact, itself among them. */
    static List<Path> jars() throws IOException {
        String classPath = Files.readString(Path.of("target", "runtime.classpath")).trim();
        return Arrays.stream(classPath.split(File.pathSeparator)).map(Path::of).toList();
    }

    /** The artifact. */
    static Path artifact() throws IOException {
        return jars().stream()
                .filter(jar -> jar.getFileName().toString().startsWith("usance-billing-core-"))
                .findFirst()
                .orElseThrow();
    }

    /** Axon 5, and what it brings that the artifact does not. */
    static List<Path> axon5() throws IOException {
        try (Stream<Path> jars = Files.list(Path.of("target", "axon-5"))) {
            return jars.sorted().toList();
        }
    }

    /** A jar of the tests', by a class in it. */
    static Path jarOf(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    /** What a program prints, on both its outputs. */
    static String run(List<Path> before, String mainClass, String... arguments)
            throws IOException, InterruptedException {
        StringBuilder classPath = new StringBuilder();
        before.forEach(each -> classPath.append(each).append(File.pathSeparatorChar));
        jars().forEach(each -> classPath.append(each).append(File.pathSeparatorChar));
        classPath.append(Path.of("target", "classes"));
        List<String> options = new ArrayList<>(List.of("-cp", classPath.toString(), mainClass));
        options.addAll(List.of(arguments));
        return started(options);
    }

    /** What Java prints when it is started so. */
    static String started(List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(options);
        command.addFirst(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return text;
    }
}
