package io.usance.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free TCP ports on the loopback interface.
 *
 * <p>Ports are taken from below the range that the system hands to outgoing connections (Linux:
 * from 32768). A port inside that range can be taken by any client while the part that owns it is
 * down for a restart; a client that reconnects to it may even connect to itself.
 */
final class LocalPorts {

    private static final int PORT_MIN = 15_000;
    private static final int PORT_MAX = 32_000;
    private static final int ATTEMPTS_MAX = 200;

    private LocalPorts() {}

    /** A port that was free a moment ago. */
    static int free() {
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(PORT_MIN, PORT_MAX);
            if (isFree(port)) {
                return port;
            }
        }
        throw new EmbeddedPartException(
                "no free TCP port on 127.0.0.1 between " + PORT_MIN + " and " + PORT_MAX);
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // A port whose last connections linger in TIME_WAIT is free for a server.
            socket.setReuseAddress(true);
            socket.bind(
                    new InetSocketAddress(
                            InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
