package io.usance.watch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The endpoint alone, and under abuse. */
@Tag("slow")
class WatchServerTest {
    private static final int ANSWER_MAX_MS = 60_000;

    @Test
    void healthAndReadinessGoByRolesAndParts() throws Exception {
        AtomicReference<RoleState> state = new AtomicReference<>(RoleState.WORKS);
        try (Watch watch = watch(0)) {
            assertThat(Scrape.get(watch.url() + "/health").body()).contains("\"starting\"");
            assertThat(ready(watch).statusCode()).isEqualTo(503);

            watch.follow(() -> Map.of("intake", state.get()));
            assertThat(ready(watch).body())
                    .isEqualTo("{\"ready\":true,\"reasons\":[],\"parts\":{}}\n");
            state.set(RoleState.FAILING);
            assertThat(Scrape.get(watch.url() + "/health").statusCode()).isEqualTo(200);
            assertThat(Scrape.of(watch.url()).value("usance_role_state{role=\"intake\"}"))
                    .isEqualTo(1);
            state.set(RoleState.ENDED);
            HttpResponse<String> dead = Scrape.get(watch.url() + "/health");
            assertThat(dead.statusCode()).isEqualTo(503);
            assertThat(dead.body()).contains("\"intake\":\"ended\"");
            assertThat(ready(watch).body()).contains("role intake has ended");
        }
    }

    /** A look that fails or hangs is told, and disturbs no answer. */
    @Test
    void aPartThatIsAwayIsToldAndItsNumbersGrowOld() throws Exception {
        try (Watch watch = watch(0)) {
            watch.follow(Map::of);
            SettableGauge gauge = Measure.LOG_HEAD.settable(watch.meters());
            CountDownLatch looking = new CountDownLatch(1);
            watch.probe(
                    "kafka",
                    Duration.ofMillis(20),
                    () -> {
                        throw new IllegalStateException("no broker\nat all \"here\"");
                    });
            watch.probe(
                    "postgres",
                    Duration.ofMillis(20),
                    () -> {
                        gauge.set(7);
                        looking.countDown();
                        try {
                            Thread.sleep(ANSWER_MAX_MS);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    });
            looking.await();
            HttpResponse<String> ready = ready(watch);
            for (int look = 0; look < 500 && !ready.body().contains("no broker"); look++) {
                Thread.sleep(20);
                ready = ready(watch);
            }
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body())
                    .contains("kafka: no broker\\nat all \\\"here\\\"", "postgres: not seen yet");
            Scrape scrape = Scrape.of(watch.url());
            assertThat(scrape.value("usance_part_up{part=\"kafka\"}")).isZero();
            assertThat(scrape.value("usance_part_age_seconds{part=\"kafka\"}")).isPositive();
            assertThat(scrape.value("usance_log_head_events")).isEqualTo(7);
        }
    }

    @Test
    void onlyGetOfKnownPagesIsAnswered() throws Exception {
        try (Watch watch = watch(0)) {
            assertThat(raw(watch, "POST /metrics HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"))
                    .startsWith("HTTP/1.1 405 ")
                    .contains("Allow: GET");
            assertThat(raw(watch, "GET /../etc/passwd HTTP/1.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 404 ")
                    .contains("there are /health, /metrics, /ready");
            assertThat(raw(watch, "GET /metrics/x HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 404 ");
            String header = "X: " + "x".repeat(100_000) + "\r\n";
            assertThat(raw(watch, "GET /metrics HTTP/1.1\r\n" + header + "\r\n"))
                    .doesNotContain("200 OK");
            assertThat(raw(watch, "\0\1\2 what\r\n\r\n")).doesNotContain("200 OK");
            assertThat(Scrape.get(watch.url() + "/metrics").statusCode()).isEqualTo(200);
        }
    }

    /** A client that never finishes a request is cut off, and the others get their answers. */
    @Test
    void requestsThatNeverArriveAreGivenUp() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try (Watch watch = watch(0)) {
            for (int i = 0; i < 6; i++) {
                slow.add(open(watch, "GET /metr"));
            }
            assertThat(raw(watch, "GET /health HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 200 ");
            for (Socket socket : slow) {
                assertThat(read(socket)).doesNotContain("200 OK");
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void aPortThatIsTakenIsAnError() throws Exception {
        try (Watch watch = watch(0)) {
            int port = URI.create(watch.url()).getPort();
            assertThatThrownBy(() -> watch(port))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use");
        }
    }

    private static Watch watch(int port) throws IOException {
        return Watch.on("127.0.0.1", port, failure -> String.valueOf(failure.getMessage()));
    }

    private static HttpResponse<String> ready(Watch watch)
            throws IOException, InterruptedException {
        return Scrape.get(watch.url() + "/ready");
    }

    private static Socket open(Watch watch, String request) throws IOException {
        URI url = URI.create(watch.url());
        Socket socket = new Socket(url.getHost(), url.getPort());
        socket.setSoTimeout(ANSWER_MAX_MS);
        socket.getOutputStream().write(request.getBytes(US_ASCII));
        return socket;
    }

    private static String raw(Watch watch, String request) throws IOException {
        String asked = request.replaceFirst("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
        try (Socket socket = open(watch, asked)) {
            return read(socket);
        }
    }

    /** What comes until the other side closes. */
    private static String read(Socket socket) throws IOException {
        StringBuilder read = new StringBuilder();
        byte[] buffer = new byte[8_192];
        try {
            for (int n = socket.getInputStream().read(buffer);
                    n >= 0;
                    n = socket.getInputStream().read(buffer)) {
                read.append(new String(buffer, 0, n, US_ASCII));
            }
        } catch (java.net.SocketException e) {
            // Reset: it was closed with something of ours unread.
        }
        return read.toString();
    }
}
