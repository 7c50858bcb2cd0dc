package io.usance.fuzz;

import java.util.ArrayList;
import java.util.List;

/** All places where bytes come in. Public, to be called in another class loader. */
public final class Doors {
    private Doors() {}

    /** In the order in which {@code docs/limits.md} lists their limits. */
    public static List<Door> all() {
        List<Door> doors = new ArrayList<>();
        doors.add(RecordDoor.readings());
        doors.add(RecordDoor.deliveries());
        doors.add(RecordDoor.corrections());
        doors.add(RecordDoor.stockChanges());
        doors.add(RecordDoor.machineReadings());
        doors.addAll(FileDoor.all());
        doors.addAll(ProofDoor.all());
        doors.add(new NodeDoor());
        doors.add(new StoredDoor());
        return doors;
    }
}
