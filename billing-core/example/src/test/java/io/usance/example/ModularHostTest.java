package io.usance.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.simple.SimpleLogger;

/** A host on the module path: the API is what it can name, and all that it needs. */
@Tag("slow")
class ModularHostTest {
    private static final Path HOST = Path.of("src", "test", "resources", "modular");
    private static final String CORE = "io.usance.billing.core";

    private static final Path DECLARED = Path.of("..", "src", "main", "module", "module-info.java");
    private static final Pattern EXPORTED = Pattern.compile("(?m)^    exports ([\\w.]+);$");

    @TempDir Path classes;

    @Test
    void billsOnTheModulePath() throws Exception {
        assertThat(problems(source("module-info.java"), source("host/Host.java"))).isEmpty();
        assertThat(run(Programs.newDatabase()))
                .isEqualTo(
                        "45108.38 EUR in 37 settlements, of module io.usance.billing.core,"
                                + " with events\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.usance.store.Transactions",
                "io.usance.json.Json",
                "io.usance.reconciliation.ReadModels",
                "io.usance.engine.internal.Internals",
                "io.usance.engine.form.EventForms",
                "io.usance.contract.state.ContractState",
                "io.usance.settlement.stage.Charging",
                "io.usance.meter.silo.state.SiloState",
                "io.usance.meter.silo.filter.Sample",
                "io.usance.meter.machine.state.MachineState",
                "io.usance.shaded.org.jooq.DSLContext"
            })
    void cannotNameWhatIsInside(String type) throws IOException {
        String name = type.substring(0, type.lastIndexOf('.'));
        String program = "package host; import %s; class Curious { }".formatted(type);
        assertThat(problems(source("module-info.java"), text("Curious", program)))
                .singleElement()
                .asString()
                .contains("package " + name + " is not visible")
                .contains(CORE);
    }

    /** Every host can call for the handle, as our own modules do, but not ask it anything. */
    @Test
    void cannotUseTheHandle() throws IOException {
        String program =
                "package host; class Curious { long head(io.usance.engine.BillingEngine engine) {"
                        + " return engine.internals().log().head(); } }";
        assertThat(problems(source("module-info.java"), text("Curious", program)))
                .isNotEmpty()
                .first()
                .asString()
                .contains("io.usance.engine.internal");
    }

    @Test
    void theDescriptorIsAsDeclared() throws IOException {
        ModuleDescriptor descriptor =
                ModuleFinder.of(Programs.artifact()).find(CORE).orElseThrow().descriptor();
        assertThat(descriptor.isAutomatic()).isFalse();
        Set<String> exported =
                descriptor.exports().stream()
                        .filter(each -> !each.isQualified())
                        .map(ModuleDescriptor.Exports::source)
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> declared =
                EXPORTED.matcher(Files.readString(DECLARED))
                        .results()
                        .map(found -> found.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(exported).hasSizeGreaterThan(10).isEqualTo(declared);
        assertThat(descriptor.packages()).containsAll(exported);
    }

    private static JavaFileObject source(String file) throws IOException {
        return text(
                file.substring(0, file.length() - ".java".length()),
                Files.readString(HOST.resolve(file)));
    }

    private static JavaFileObject text(String name, String text) {
        return new SimpleJavaFileObject(
                URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    /** What keeps these from being compiled, with the module path that the artifact brings. */
    private List<String> problems(JavaFileObject... sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(found, null, null)) {
            List<String> options =
                    List.of(
                            "--release",
                            "21",
                            "-p",
                            modulePath(),
                            "-cp",
                            "",
                            "-d",
                            classes.toString());
            compiler.getTask(null, files, found, options, null, List.of(sources)).call();
        }
        return found.getDiagnostics().stream()
                .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .map(each -> each.getMessage(null))
                .toList();
    }

    private static String modulePath() throws IOException {
        return Programs.jars().stream()
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private String run(String database) throws IOException, InterruptedException {
        Path log = Programs.jarOf(SimpleLogger.class);
        String path =
                String.join(File.pathSeparator, modulePath(), log.toString(), classes.toString());
        return Programs.started(List.of("-p", path, "-m", "host/host.Host", database));
    }
}
