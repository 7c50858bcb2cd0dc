import io.usance.contract.ContractTerms
import io.usance.contract.Party
import io.usance.engine.BillingEngine
import io.usance.failure.RefusedException
import io.usance.meter.machine.MachineCommand.RecordMachineReadings
import io.usance.meter.machine.MachineCommand.RegisterMachine
import io.usance.meter.machine.MachineReading
import io.usance.meter.machine.spec.MachineSpec
import io.usance.meter.machine.spec.OutputSpec
import io.usance.meter.machine.spec.RegisterSpec
import io.usance.meter.machine.spec.RegisterWidth
import io.usance.period.BillingCalendar
import io.usance.period.BillingCalendar.Cycle
import io.usance.pricing.Tariff
import io.usance.quantity.UnitOfMeasure
import java.math.BigDecimal
import java.sql.Connection
import java.time.Duration
import java.time.Instant
import java.time.ZoneId
import java.util.Currency
import org.postgresql.ds.PGSimpleDataSource

private val MARCH: Instant = Instant.parse("2026-02-28T23:00:00Z")

/** A press, by names. */
private fun press(): MachineSpec =
    MachineSpec.builder("press-1")
        .device("plc-7")
        .register(
            RegisterSpec.builder("parts")
                .unit(UnitOfMeasure.ONE)
                .width(RegisterWidth.bits(32, true))
                .maxPerHour(BigDecimal(1_200))
                .build()
        )
        .output(OutputSpec.register("goodParts", "parts"))
        .reportingIntervalS(3_600)
        .build()

private fun rent(): ContractTerms =
    ContractTerms.builder("rent-1")
        .supplier(Party("maker", "Press AG", "acct-maker"))
        .customer(Party("plant", "Fensterprofile GmbH", "acct-plant"))
        .meters("press-1")
        .currency(Currency.getInstance("EUR"))
        .calendar(BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH))
        .tariff(Tariff.PerUnit(BigDecimal("0.04"), UnitOfMeasure.ONE))
        .meteringFrom(MARCH)
        .build()

private fun shot(hour: Long): RecordMachineReadings =
    RecordMachineReadings.builder("press-1")
        .reading(
            MachineReading.builder("plc-7")
                .sequence(hour)
                .sampledAt(MARCH + Duration.ofHours(hour))
                .value("parts", 1_000 * hour)
                .build()
        )
        .receivedAt(MARCH + Duration.ofHours(hour + 1))
        .build()

private fun note(connection: Connection, hour: Long) =
    connection.createStatement().use { it.executeUpdate("insert into shift values ($hour)") }

/** Several commands in one transaction, and rows of the host's with them. */
fun main(arguments: Array<String>) {
    val database = PGSimpleDataSource().apply { setUrl(arguments[0]) }
    database.connection.use { it.createStatement().execute("create table shift (hour int)") }
    val engine = BillingEngine.builder(database).build()

    // Without a parameter.
    val registered = engine.unitOfWork {
        engine.handle(shot(0)) // refused: the press is not known yet
        val events = engine.handle(RegisterMachine(press(), MARCH)).events().size
        engine.signContract(rent(), MARCH)
        events
    }
    val first = engine.unitOfWork { engine.handle(shot(1)).recorded() }

    // With the connection: by name, as `it`, and one that throws.
    val second = engine.unitOfWorkOn { connection ->
        note(connection, 2)
        engine.handle(shot(2)).recorded() + engine.handle(shot(3)).recorded()
    }
    val third = engine.unitOfWorkOn {
        note(it, 4)
        engine.handle(shot(4)).recorded()
    }
    runCatching {
        engine.unitOfWorkOn {
            note(it, 5)
            engine.handle(shot(5))
            throw IllegalStateException("nothing of it remains")
        }
    }
    try {
        MachineSpec.builder("press-2").build()
    } catch (refused: RefusedException) {
        check(refused.message!!.startsWith("machine.device: missing; set it"))
    }
    val rows = database.connection.use { connection ->
        connection.createStatement().use { statement ->
            statement.executeQuery("select count(*) from shift").use { it.next(); it.getInt(1) }
        }
    }
    println("readings ${first + second + third}, rows $rows, of the press $registered")
}
