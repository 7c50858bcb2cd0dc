package io.usance.anchor.evm;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;
import org.web3j.protocol.http.HttpService;

/**
 * A node's answer, of any status, that fails where it becomes too long to be one.
 *
 * <p>Design note: web3j reads an answer to its end before it hands anything out, so that only its
 * own HTTP client can be told to stop.
 */
final class BoundedAnswer extends ForwardingSource {
    /** Longest answer, in bytes: the events of {@link EvmEscrow#EVENT_BLOCKS_MAX} busy blocks. */
    static final long BYTES_MAX = 64L << 20;

    private long bytes;

    private BoundedAnswer(Source answer) {
        super(answer);
    }

    /** The client of a node. */
    static HttpService service(String url) {
        return new HttpService(
                url,
                HttpService.getOkHttpClientBuilder()
                        .addInterceptor(BoundedAnswer::intercept)
                        .build());
    }

    private static Response intercept(Interceptor.Chain call) throws IOException {
        Response response = call.proceed(call.request());
        ResponseBody body = response.body();
        return body == null
                ? response
                : response.newBuilder()
                        .body(
                                ResponseBody.create(
                                        Okio.buffer(new BoundedAnswer(body.source())),
                                        body.contentType(),
                                        body.contentLength()))
                        .build();
    }

    @Override
    public long read(Buffer sink, long byteCount) throws IOException {
        long read = super.read(sink, byteCount);
        bytes += Math.max(0, read);
        if (bytes > BYTES_MAX) {
            throw new IOException("the answer has more than " + BYTES_MAX + " bytes");
        }
        return read;
    }
}
