package io.usance.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers GET under a few paths, with nothing that it is sent.
 *
 * <p>Design note: the JDK's own server is enough for three pages and brings no jar. Its limits are
 * settings of the Java runtime; they are set here unless others are set already.
 */
final class WatchServer implements AutoCloseable {
    static final Logger LOG = LoggerFactory.getLogger(WatchServer.class);

    /**
     * Requests at the same time, those included that are slow to arrive; more are turned away. Each
     * has a thread: a slow one must not keep the others from their answers.
     */
    private static final int REQUESTS_MAX = 32;

    private static final int THREAD_IDLE_S = 10;

    /** Connections that wait to be accepted. */
    private static final int BACKLOG = 16;

    /** Open connections, idle ones included. */
    private static final int CONNECTIONS_MAX = 64;

    /** A request that has not arrived, or an answer that has not left, is given up. */
    private static final int TRANSFER_MAX_S = 5;

    private static final int HEADER_BYTES_MAX = 16 * 1024;
    private static final int HEADERS_MAX = 64;

    private final HttpServer server;
    private final ExecutorService threads;
    private final Map<String, Supplier<Answer>> pages;

    /** What is sent. */
    record Answer(int status, String type, String body) {
        static Answer text(int status, String body) {
            return new Answer(status, "text/plain; version=0.0.4; charset=utf-8", body);
        }

        static Answer json(int status, String body) {
            return new Answer(status, "application/json", body + "\n");
        }
    }

    private WatchServer(HttpServer server, Map<String, Supplier<Answer>> pages) {
        this.server = server;
        this.pages = pages;
        AtomicInteger numbers = new AtomicInteger();
        threads =
                new ThreadPoolExecutor(
                        0,
                        REQUESTS_MAX,
                        THREAD_IDLE_S,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        run ->
                                Thread.ofPlatform()
                                        .daemon()
                                        .name("usance-http-" + numbers.incrementAndGet())
                                        .unstarted(run));
        server.setExecutor(threads);
        server.createContext("/", this::handle);
    }

    /**
     * @param pages by their exact path; they answer at once
     */
    static WatchServer start(String host, int port, Map<String, Supplier<Answer>> pages)
            throws IOException {
        limit("sun.net.httpserver.maxReqTime", TRANSFER_MAX_S);
        limit("sun.net.httpserver.maxRspTime", TRANSFER_MAX_S);
        limit("sun.net.httpserver.maxReqHeaders", HEADERS_MAX);
        limit("sun.net.httpserver.maxReqHeaderSize", HEADER_BYTES_MAX);
        limit("jdk.httpserver.maxConnections", CONNECTIONS_MAX);
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new IOException("the host " + host + " is not known");
        }
        WatchServer started = new WatchServer(HttpServer.create(address, BACKLOG), pages);
        // The server's own thread takes after the one that starts it: it must not keep the process.
        Thread starter = Thread.ofPlatform().daemon().unstarted(started.server::start);
        starter.start();
        try {
            starter.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return started;
    }

    private static void limit(String property, int value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, Integer.toString(value));
        }
    }

    String url() {
        InetSocketAddress address = server.getAddress();
        String host = address.getAddress().getHostAddress();
        return "http://%s:%d"
                .formatted(host.contains(":") ? "[" + host + "]" : host, address.getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            byte[] body = answer.body().getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Answer answer(HttpExchange exchange) {
        if (!exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseHeaders().set("Allow", "GET");
            return Answer.text(405, "only GET is answered\n");
        }
        Supplier<Answer> page = pages.get(exchange.getRequestURI().getPath());
        if (page == null) {
            return Answer.text(
                    404, "there are " + String.join(", ", new TreeSet<>(pages.keySet())) + "\n");
        }
        try {
            return page.get();
        } catch (RuntimeException e) {
            LOG.warn("{} cannot be answered", exchange.getRequestURI().getPath(), e);
            return Answer.text(500, "an error, see the log\n");
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
