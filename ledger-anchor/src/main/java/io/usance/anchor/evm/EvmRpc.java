package io.usance.anchor.evm;

import io.usance.anchor.AnchorConfigurationException;
import io.usance.anchor.AnchorException;
import io.usance.anchor.AnchorUnavailableException;
import io.usance.escrow.EscrowRefusedException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;

/** Calls to one node, each bounded in time, with outages turned into the anchor's exceptions. */
final class EvmRpc implements AutoCloseable {
    private static final long POLL_MS = 200;
    private static final int MESSAGE_CHARS_MAX = 200;

    private final EvmChain chain;
    private final Web3j web3j;

    EvmRpc(EvmChain chain) {
        this.chain = chain;
        this.web3j = Web3j.build(BoundedAnswer.service(chain.url()));
    }

    /** Builds requests. */
    Web3j node() {
        return web3j;
    }

    /**
     * The node's answer, which may be an error of the call itself.
     *
     * <p>Design note: the HTTP client bounds connecting and each read, but not the whole; a virtual
     * thread per call does, without reaching into the client.
     */
    <T extends Response<?>> T send(Request<?, T> request) {
        FutureTask<T> call = new FutureTask<>(request::send);
        Thread.startVirtualThread(call);
        try {
            @Nullable T answer = call.get(chain.callTimeout().toMillis(), TimeUnit.MILLISECONDS);
            if (answer == null) {
                throw new AnchorUnavailableException(
                        "the answer to %s from %s is null"
                                .formatted(request.getMethod(), chain.shownUrl()));
            }
            return answer;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof Error broken) {
                throw broken; // a missing class or no memory is not an outage of the node
            }
            throw new AnchorUnavailableException(
                    "no usable answer to %s from %s: %s"
                            .formatted(request.getMethod(), chain.shownUrl(), oneLine(cause)),
                    cause);
        } catch (TimeoutException e) {
            call.cancel(true);
            throw new AnchorUnavailableException(
                    "no answer to %s from %s within %d ms"
                            .formatted(
                                    request.getMethod(),
                                    chain.shownUrl(),
                                    chain.callTimeout().toMillis()),
                    e);
        } catch (InterruptedException e) {
            call.cancel(true);
            throw interrupted(request.getMethod(), e);
        }
    }

    /** The node's answer; an error of the call is an outage as well. */
    <T extends Response<?>> T require(Request<?, T> request) {
        T response = send(request);
        if (response.hasError()) {
            throw refused(request.getMethod(), response);
        }
        return response;
    }

    /** What {@code reading} finds in the node's answer. */
    <T extends Response<?>, R> R read(Request<?, T> request, Function<T, R> reading) {
        T response = require(request);
        return read(request.getMethod(), () -> reading.apply(response));
    }

    /**
     * Reads an answer, which may hold anything.
     *
     * <p>Design note: the client's getters decode when they are called, and each has its own way to
     * say that there is nothing, or nothing sensible, in the answer. Whatever they throw, the node
     * has not answered.
     */
    <R> R read(String method, Supplier<R> reading) {
        try {
            return reading.get();
        } catch (AnchorException | EscrowRefusedException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new AnchorUnavailableException(
                    "the answer to %s from %s is none that a node gives: %s"
                            .formatted(method, chain.shownUrl(), oneLine(e)),
                    e);
        }
    }

    /** Refuses a node of another chain. */
    void requireChain() {
        long actual = read(web3j.ethChainId(), answer -> answer.getChainId().longValueExact());
        if (actual != chain.chainId()) {
            throw new AnchorConfigurationException(
                    "wrong chain id: the node at %s is on chain %d, configured is %d; correct the"
                                    .formatted(chain.shownUrl(), actual, chain.chainId())
                            + " node's address or the chain id");
        }
    }

    /** Asks until there is an answer, as long as inclusion in a block may take. */
    <T> T await(String what, Supplier<Optional<T>> question) {
        long deadlineNs = System.nanoTime() + chain.inclusionTimeout().toNanos();
        while (true) {
            Optional<T> answer = question.get();
            if (answer.isPresent()) {
                return answer.get();
            }
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AnchorUnavailableException(
                        "%s is in no block after %d ms; it may still get there, ask again later"
                                .formatted(what, chain.inclusionTimeout().toMillis()));
            }
            try {
                Thread.sleep(POLL_MS);
            } catch (InterruptedException e) {
                throw interrupted("the wait for " + what, e);
            }
        }
    }

    AnchorUnavailableException refused(String method, Response<?> response) {
        return new AnchorUnavailableException(
                "the node at %s refused %s: %s"
                        .formatted(chain.shownUrl(), method, response.getError().getMessage()));
    }

    private static AnchorUnavailableException interrupted(String what, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new AnchorUnavailableException("interrupted during " + what, cause);
    }

    /** The client's messages may carry whole pages of a proxy. */
    private static String oneLine(Throwable cause) {
        String message = cause.getMessage() == null ? "" : cause.getMessage();
        String line = message.lines().findFirst().orElse("");
        return cause.getClass().getSimpleName()
                + ": "
                + line.substring(0, Math.min(line.length(), MESSAGE_CHARS_MAX));
    }

    @Override
    public void close() {
        web3j.shutdown();
    }
}
