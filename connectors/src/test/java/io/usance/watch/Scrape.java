package io.usance.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One answer of {@code /metrics}.
 *
 * @param families names that have a type
 * @param samples value by name with labels, as written
 */
public record Scrape(Set<String> families, Map<String, Double> samples) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    /** What is under a URL. */
    public static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(url)).timeout(ANSWER_MAX).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /**
     * Asks an endpoint.
     *
     * @param url of the endpoint, without a path
     */
    public static Scrape of(String url) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(url + "/metrics");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Scrape scrape = new Scrape(new TreeSet<>(), new TreeMap<>());
        for (String line : answer.body().lines().toList()) {
            if (line.startsWith("# TYPE ")) {
                scrape.families.add(line.split(" ", -1)[2]);
            } else if (!line.startsWith("#") && !line.isEmpty()) {
                int space = line.lastIndexOf(' ');
                scrape.samples.put(
                        line.substring(0, space),
                        Double.valueOf(line.substring(space + 1).replace("+Inf", "Infinity")));
            }
        }
        return scrape;
    }

    /** The value of a sample, named as in the text. */
    public double value(String sample) {
        assertThat(samples).containsKey(sample);
        return samples.getOrDefault(sample, Double.NaN);
    }

    /** True if a family has a sample that is a number. */
    public boolean hasValue(String family) {
        return samples.entrySet().stream()
                .anyMatch(sample ->
                        sample.getKey().matches(family + "(_count)?(\\{.*)?")
                                && !sample.getValue().isNaN());
    }
}
