package io.usance.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.watch.Measure;
import io.usance.watch.Scrape;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A user who types the line that the demo prints, again and again while it runs. */
final class DemoWatch {
    private static final Pattern LINE = Pattern.compile("curl -s (http://\\S+)/metrics");
    private static final long LOOK_EVERY_MS = 200;

    private final StringWriter text;
    private final Thread thread;
    private final Set<String> families = new TreeSet<>();
    private final Set<String> withValue = new TreeSet<>();
    private volatile @Nullable Throwable failure;
    private int scrapes;

    private DemoWatch(StringWriter text) {
        this.text = text;
        this.thread = Thread.ofPlatform().daemon().name("demo-watch").unstarted(this::watch);
    }

    /**
     * Begins to watch a demo that is about to be started.
     *
     * @param text what it prints
     */
    static DemoWatch of(StringWriter text) {
        DemoWatch watch = new DemoWatch(text);
        watch.thread.start();
        return watch;
    }

    private void watch() {
        try {
            while (!Thread.interrupted()) {
                Matcher url = LINE.matcher(text.toString());
                if (url.find()) {
                    look(url.group(1));
                }
                Thread.sleep(LOOK_EVERY_MS);
            }
        } catch (InterruptedException e) {
            // The demo is over.
        } catch (IOException | AssertionError e) {
            if (!Thread.currentThread().isInterrupted() && !text.toString().contains("s  done")) {
                failure = e;
            }
        }
    }

    private void look(String url) throws IOException, InterruptedException {
        Scrape scrape = Scrape.of(url);
        scrapes++;
        families.addAll(scrape.families());
        Arrays.stream(Measure.values())
                .map(Measure::family)
                .filter(scrape::hasValue)
                .forEach(withValue::add);
    }

    /** Every documented meter was there, and nothing else. */
    void assertEveryMeterWasShown() throws InterruptedException {
        thread.interrupt();
        thread.join();
        assertThat(failure).isNull();
        assertThat(scrapes).as("looks while the demo ran").isPositive();
        List<String> documented =
                Arrays.stream(Measure.values()).flatMap(m -> m.families().stream()).toList();
        assertThat(families).containsAll(documented);
        assertThat(families)
                .filteredOn(name -> Measure.RUNTIME.stream().noneMatch(name::startsWith))
                .as("exported and not documented")
                .isSubsetOf(documented);
        // The demo moves no money; EscrowServiceTest has the value of this one.
        assertThat(withValue)
                .as("documented and never set")
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Measure.values())
                                .filter(measure -> measure != Measure.ESCROW_LEFT)
                                .map(Measure::family)
                                .toList());
    }
}
