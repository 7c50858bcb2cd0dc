package io.usance.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jacoco.core.data.ExecutionData;
import org.jacoco.core.instr.Instrumenter;
import org.jacoco.core.runtime.IRuntime;
import org.jacoco.core.runtime.LoggerRuntime;
import org.jacoco.core.runtime.RuntimeData;

/**
 * Loads the product's classes and its parsers a second time, with JaCoCo's probes in them, and sees
 * when an input has reached a branch that none before it had.
 */
final class Coverage extends ClassLoader {
    /** Loaded here, so that they see the classes with probes. */
    private static final List<String> OWN =
            List.of(
                    "io.usance.",
                    "com.fasterxml.jackson.",
                    "tools.jackson.",
                    "org.yaml.snakeyaml.",
                    "org.web3j.");

    /** Loaded here and with probes. */
    private static final List<String> PROBED =
            List.of(
                    "io.usance.",
                    "com.fasterxml.jackson.core.",
                    "com.fasterxml.jackson.dataformat.",
                    "org.yaml.snakeyaml.");

    /** The fuzzer itself, which both sides know. */
    private static final List<String> SHARED =
            List.of(Door.class.getName(), Grammar.class.getName());

    private final Probes probes = new Probes();
    private final Instrumenter instrumenter;

    Coverage(ClassLoader parent) throws Exception {
        super(parent);
        IRuntime runtime = new LoggerRuntime();
        runtime.startup(probes);
        instrumenter = new Instrumenter(runtime);
    }

    /** True if something was reached for the first time since the last call. */
    boolean grew() {
        return probes.grew();
    }

    /** How many probes were reached, of all classes loaded. */
    long reached() {
        return probes.reached();
    }

    private static final class Probes extends RuntimeData {
        private final Map<Long, boolean[]> before = new HashMap<>();

        boolean grew() {
            boolean grew = false;
            synchronized (store) {
                for (ExecutionData one : store.getContents()) {
                    boolean[] now = one.getProbes();
                    if (!Arrays.equals(now, before.get(one.getId()))) {
                        before.put(one.getId(), now.clone());
                        grew = true;
                    }
                }
            }
            return grew;
        }

        long reached() {
            long reached = 0;
            for (boolean[] probes : before.values()) {
                for (boolean hit : probes) {
                    reached += hit ? 1 : 0;
                }
            }
            return reached;
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        String outer = name.replaceFirst("\\$.*", "");
        if (SHARED.contains(outer) || OWN.stream().noneMatch(name::startsWith)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : defined(name);
        }
    }

    private Class<?> defined(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            boolean probed =
                    PROBED.stream().anyMatch(name::startsWith)
                            && !name.startsWith("io.usance.fuzz.");
            byte[] code = probed ? instrumenter.instrument(in, name) : in.readAllBytes();
            return defineClass(name, code, 0, code.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
