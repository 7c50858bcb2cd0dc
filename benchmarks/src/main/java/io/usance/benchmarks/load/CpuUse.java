package io.usance.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Seconds of CPU used so far, by stage: the threads of this JVM by their names, and Postgres with
 * all its processes. Linux only.
 */
record CpuUse(Map<String, Double> seconds) {
    private static final double TICKS_PER_SECOND = 100;
    private static final int UTIME = 11;

    /** What a thread's name, cut to 15 bytes by the kernel, begins with, and what it is. */
    private static final Map<String, String> STAGES = stages();

    static final String COMPILERS = "JIT";
    private static final String OTHER = "other threads";

    private static Map<String, String> stages() {
        Map<String, String> stages = new LinkedHashMap<>();
        stages.put("usance-intake", "intake: fetch and decode");
        stages.put("usance-storing", "intake: meter and store");
        stages.put("usance-charging", "charging");
        stages.put("usance-read-mod", "read models");
        stages.put("usance-outbox", "outbox");
        stages.put("usance-", "other roles");
        stages.put("kafka-producer", "Kafka clients");
        stages.put("kafka-coordina", "Kafka clients");
        stages.put("kafka-admin", "Kafka clients");
        stages.put("data-plane", "Kafka broker");
        stages.put("kafka-", "Kafka broker");
        stages.put("group-coord", "Kafka broker");
        stages.put("raft-", "Kafka broker");
        stages.put("GC", "garbage collection");
        stages.put("G1", "garbage collection");
        stages.put("C1 ", COMPILERS);
        stages.put("C2 ", COMPILERS);
        stages.put("main", "rig");
        stages.put("rig-", "rig");
        return stages;
    }

    static CpuUse now() {
        Map<String, Double> seconds = new TreeMap<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                String stat = read(task.resolve("stat"));
                seconds.merge(stage(stat), ticks(stat), Double::sum);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        seconds.put(
                "Postgres",
                ProcessHandle.allProcesses()
                        .filter(CpuUse::isPostgres)
                        .mapToDouble(
                                p -> ticks(read(Path.of("/proc", Long.toString(p.pid()), "stat"))))
                        .sum());
        return new CpuUse(seconds);
    }

    /** Seconds of CPU that a process has used so far, its threads that ended included. */
    static double ofProcess(long pid) {
        return ticks(read(Path.of("/proc", Long.toString(pid), "stat")));
    }

    private static String stage(String stat) {
        int from = stat.indexOf('(') + 1;
        String name = stat.substring(from, Math.max(from, stat.lastIndexOf(')')));
        return STAGES.entrySet().stream()
                .filter(stage -> name.startsWith(stage.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(OTHER);
    }

    private static boolean isPostgres(ProcessHandle process) {
        return process.info().command().orElse("").toLowerCase(Locale.ROOT).contains("postgres");
    }

    /** Empty if the thread or process has ended. */
    private static String read(Path stat) {
        try {
            return Files.readString(stat);
        } catch (IOException ended) {
            return "";
        }
    }

    private static double ticks(String stat) {
        if (stat.isEmpty()) {
            return 0;
        }
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1]))
                / TICKS_PER_SECOND;
    }

    /** What was used between two moments; a thread that ended between them is not counted. */
    Map<String, Double> since(CpuUse before) {
        Map<String, Double> difference = new TreeMap<>();
        seconds.forEach((stage, used) ->
                difference.put(stage, Math.max(0, used - before.seconds.getOrDefault(stage, 0.0))));
        return difference;
    }
}
