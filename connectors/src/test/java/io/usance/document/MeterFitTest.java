package io.usance.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.document.kinds.StandardDocuments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What signing would refuse about meters that are in the same master data is told before. */
class MeterFitTest {
    private static final Path EXAMPLES = Path.of("src/dist/example");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit injects the directory
    MeterFitTest() {}

    /** The rates of a contract over press-1, the edge of its bands, and all problems. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "of=energy per=kW.h band=peak; of=energy per=kW.h band=off | 08:00 | ",
                "of=energy per=kW.h band=peak take=MAXIMUM; of=energy per=kW.h band=off take=MAXIMUM | 08:15 | ",
                "of=power per=kW band=peak take=MAXIMUM; of=power per=kW band=off take=MAXIMUM; of=hours per=h | 08:45 | ",
                "of=energy per=kW.h band=peak; of=energy per=kW.h band=off | 08:10 | components[0].band: contract press-hall prices energy by bands with an edge at 08:10 in Europe/Berlin, which is within an interval of machine press-1, of 15 minutes; move it to a multiple of them",
                "of=goodParts per=1; of=hours per=h band=peak; of=hours per=h band=off | 08:00 | components[1].band: contract press-hall prices hours by bands of time, but machine press-1 does not say when what it meters of it happened; take band: out of its rates, or price a quantity that it reports by intervals",
                "of=hours per=h take=MAXIMUM | | components[0].take: contract press-hall takes the MAXIMUM of hours, but of that of machine press-1 a price can take SUM; write take: SUM in its rates, or price a quantity that it reports by intervals",
                "of=hours per=h; of=power per=kW | | components[1].take: contract press-hall takes the SUM of power, but of that of machine press-1 a price can take MAXIMUM; write take: MAXIMUM in its rates",
                "of=hours per=h; of=power per=kW take=MAXIMUM; of=energy per=MJ take=MAXIMUM | | ",
                "of=hours per=kg | | components[0].per: contract press-hall has prices of hours per kg (MASS) but machine press-1 is metered in s (TIME); write per: with a unit of TIME: s min h d",
                "of=hours per=h; of=goodParts per=h | | components[1].per: contract press-hall has prices of goodParts per h (TIME) but machine press-1 is metered in 1 (COUNT); write per: with a unit of COUNT: 1",
                "of=hours per=h; of=turns per=1 | | components[1].of: contract press-hall prices turns, which none of its meters measures; they measure badParts, energy, goodParts, hours, onHours, power; write of: with one of them",
                "of=turns per=1 | | components[0].of: contract press-hall prices turns, but machine press-1 meters badParts, energy, goodParts, hours, onHours, power",
                "per=h | | components[0].of: contract press-hall has a price that does not say of what, but machine press-1 meters badParts, energy, goodParts, hours, onHours, power; write of: badParts in the price",
                "of=hours per=kg; of=power per=kW; of=turns per=1 | | components[0].per: contract press-hall has prices of hours per kg (MASS) but machine press-1 is metered in s (TIME); write per: with a unit of TIME: s min h d; components[1].take: contract press-hall takes the SUM of power, but of that of machine press-1 a price can take MAXIMUM; write take: MAXIMUM in its rates; components[2].of: contract press-hall prices turns, which none of its meters measures; they measure badParts, energy, goodParts, hours, onHours, power; write of: with one of them",
            })
    void pricesAreHeldAgainstWhatAMachineMeters(
            String rates, @Nullable String edge, @Nullable String problems) throws IOException {
        List<String> found = problems(master(rates, edge), "doc $.contracts[0].tariff.");
        assertThat(String.join("; ", found)).isEqualTo(problems == null ? "" : problems);
    }

    @Test
    void theFieldIsNamedInAHistoryOfPricesToo() throws IOException {
        ObjectNode master = master("of=hours per=kg", null);
        ObjectNode contract = (ObjectNode) master.get("contracts").get(0);
        ObjectNode version = contract.putArray("tariffs").addObject();
        version.put("validFrom", "2026-03-01").put("knownFrom", "2026-02-01");
        version.set("tariff", contract.remove("tariff"));
        assertThat(problems(master, "doc $.contracts[0].tariffs[0].tariff.components[0].per: "))
                .hasSize(1);
    }

    @Test
    void aSiloAmongTheMetersHasNoQuantityOfThatName() throws IOException {
        ObjectNode master = master("of=hours per=h", null, "press-1", "silo-1");
        master.withArray("silos")
                .add(JSON.readTree(EXAMPLES.resolve("master-data.json").toFile()).at("/silos/0"));
        assertThat(problems(master, "doc $.contracts[0].tariff."))
                .containsExactly(
                        "components[0].of: contract press-hall prices hours, but silo silo-1 meters a quantity without a name");
    }

    @Test
    void whatDoesNotFitSeveralMetersIsToldOnce() throws IOException {
        ObjectNode master = master("of=hours per=kg", null, "press-1", "press-2", "press-3");
        ArrayNode machines = master.withArray("machines");
        for (String id : List.of("press-2", "press-3")) {
            machines.add(((ObjectNode) machines.get(0).deepCopy()).put("machineId", id));
        }
        assertThat(problems(master, "doc $.contracts[0].tariff."))
                .singleElement()
                .asString()
                .startsWith("components[0].per: contract press-hall has prices of hours per kg")
                .endsWith("s min h d; the same with 2 more of its meters");
    }

    /** Another meter, registered before, may make what is priced. */
    @Test
    void aMeterThatIsNotInTheFileIsNamedAndNotGuessed() throws IOException {
        ObjectNode master = master("of=hours per=h; of=turns per=1", null, "press-1", "press-9");
        assertThat(problems(master, "")).isEmpty();
        assertThat(
                        MasterData.read(
                                        directory.resolve("doc"),
                                        StandardDocuments.all(),
                                        problem -> {})
                                .elsewhere())
                .containsExactly(
                        "contract press-hall: meter press-9 is not in the file; signing needs it registered before");
    }

    /**
     * @param rates such as {@code of=energy per=kW.h band=peak}, with ; between them
     * @param edge where the band peak begins; null for no bands
     */
    private static ObjectNode master(String rates, @Nullable String edge, String... meterIds)
            throws IOException {
        ObjectNode master = (ObjectNode) JSON.readTree(EXAMPLES.resolve("machines.json").toFile());
        ObjectNode contract = (ObjectNode) master.get("contracts").get(0);
        ArrayNode components =
                contract.putObject("tariff").put("type", "COMPOSITE").putArray("components");
        for (String rate : rates.split("; ")) {
            ObjectNode one = components.addObject().put("type", "PER_UNIT").put("unitPrice", "1");
            for (String field : rate.split(" ")) {
                one.put(field.split("=")[0], field.split("=")[1]);
            }
        }
        if (edge != null) {
            contract.set(
                    "timeBands",
                    JSON.readTree(
                            """
                            {"bands": [{"name": "peak", "hours":
                              [{"days": ["MONDAY"], "from": "%s", "until": "20:00"}]}], "rest": "off"}
                            """
                                    .formatted(edge)));
        }
        if (meterIds.length > 0) {
            contract.set("meters", JSON.valueToTree(Arrays.asList(meterIds)));
        }
        return master;
    }

    /** All problems, without the place that each of them must have. */
    private List<String> problems(JsonNode master, String place) throws IOException {
        List<String> problems = new ArrayList<>();
        MasterData.read(
                Files.writeString(directory.resolve("doc"), JSON.writeValueAsString(master)),
                StandardDocuments.all(),
                problems::add);
        List<String> told = WithoutPlaces.of(problems);
        assertThat(told).allSatisfy(problem -> assertThat(problem).startsWith(place));
        return told.stream().map(problem -> problem.substring(place.length())).toList();
    }
}
