package io.usance.offline;

import io.usance.meter.silo.DeliveryNote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the delivery notes that were recorded. Each is exactly one of counted in the
 * period, not seen by the level in it, waiting, of a later period or for readings that never came,
 * or void.
 */
final class NoteFates {
    private final Map<String, DeliveryNote> notes = new LinkedHashMap<>();
    private final Set<String> recorded = new HashSet<>();
    private final Set<String> counted = new HashSet<>();
    private final Set<String> notSeen = new HashSet<>();
    private final Set<String> later = new HashSet<>();
    private final Set<String> voided = new HashSet<>();

    /**
     * What became of them, by their numbers in the order of delivery. Identity: recorded = counted
     * + not seen + waiting + voided.
     *
     * @param late those among the waiting whose rise can only have been in the period
     */
    record Fates(
            List<String> counted,
            List<String> notSeen,
            List<String> waiting,
            List<String> late,
            List<String> voided) {

        int recorded() {
            return counted.size() + notSeen.size() + waiting.size() + voided.size();
        }
    }

    /** Before it is judged; of several under one number only the first can be recorded. */
    void arrived(DeliveryNote note) {
        notes.putIfAbsent(note.noteId(), note);
    }

    void recorded(String noteId) {
        recorded.add(noteId);
    }

    void counted(List<String> noteIds) {
        counted.addAll(noteIds);
    }

    void notSeen(String noteId) {
        notSeen.add(noteId);
    }

    /** It says something else, and is decided once more; if it stays counted, that comes next. */
    void corrected(DeliveryNote now) {
        notes.put(now.noteId(), now);
        undecided(now.noteId());
    }

    /** What it counted was taken back. */
    void undecided(String noteId) {
        counted.remove(noteId);
        notSeen.remove(noteId);
        later.remove(noteId);
    }

    void voided(String noteId) {
        undecided(noteId);
        voided.add(noteId);
    }

    /** Decided by readings behind the period's end, for the period that follows. */
    void decidedLater(List<String> noteIds) {
        later.addAll(noteIds);
    }

    @Nullable DeliveryNote note(String noteId) {
        return notes.get(noteId);
    }

    /**
     * @param from the period's start; what was delivered before it is in the opening stock
     * @param to its end; a note of then or shortly before may be of the next
     */
    Fates fates(Instant from, Instant to) {
        Instant latest = to.minus(DeliveryRows.WINDOW);
        List<String> countedIds = new ArrayList<>();
        List<String> notSeenIds = new ArrayList<>();
        List<String> waiting = new ArrayList<>();
        List<String> late = new ArrayList<>();
        List<String> voidedIds = new ArrayList<>();
        for (DeliveryNote note : notes.values()) {
            String noteId = note.noteId();
            if (!recorded.contains(noteId)) {
                continue; // In quarantine.
            }
            if (voided.contains(noteId)) {
                voidedIds.add(noteId);
            } else if (counted.contains(noteId)) {
                countedIds.add(noteId);
            } else if (notSeen.contains(noteId)) {
                notSeenIds.add(noteId);
            } else {
                waiting.add(noteId);
                Instant at = note.deliveredAt();
                boolean within = !at.isBefore(from) && at.isBefore(latest);
                if (within && !later.contains(noteId)) {
                    late.add(noteId);
                }
            }
        }
        return new Fates(
                List.copyOf(countedIds),
                List.copyOf(notSeenIds),
                List.copyOf(waiting),
                List.copyOf(late),
                List.copyOf(voidedIds));
    }
}
