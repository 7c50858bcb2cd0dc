import io.usance.contract.ContractEvent.SettlementCommanded
import io.usance.contract.ContractTerms
import io.usance.contract.Party
import io.usance.engine.BillingEngine
import io.usance.host.JdbcTransactions
import io.usance.meter.silo.Reading
import io.usance.meter.silo.ReadingKind
import io.usance.meter.silo.SiloCommand.RecordReadings
import io.usance.meter.silo.SiloCommand.RegisterSilo
import io.usance.meter.silo.spec.SiloSpec
import io.usance.period.BillingCalendar
import io.usance.period.BillingCalendar.Cycle
import io.usance.pricing.Tariff
import io.usance.quantity.Dimension
import io.usance.quantity.Quantity
import io.usance.quantity.UnitOfMeasure
import io.usance.query.ContractPeriodQuery.ContractPeriod
import io.usance.subscription.Delivery
import java.math.BigDecimal
import java.time.Duration
import java.time.Instant
import java.time.ZoneId
import java.util.Currency
import javax.sql.DataSource
import org.postgresql.ds.PGSimpleDataSource

private val MARCH: Instant = Instant.parse("2026-02-28T23:00:00Z")

/** An ERP system's integration, as in ErpIntegration.java, in Kotlin. */
class Erp(private val database: DataSource) {
    private val transactions = JdbcTransactions()
    private val engine = BillingEngine.builder(database).hostTransactions(transactions).build()

    fun agree() {
        database.connection.use {
            it.createStatement().execute(
                "create table erp_day (day int primary key, readings int);" +
                    " create table erp_order (event text primary key, period text, minor bigint)"
            )
        }
        val silo = SiloSpec.builder("silo-1")
            .material("PVC")
            .capacity(kg(80_000))
            .sensor("sensor-1")
            .noise(kg(20))
            .resolution(kg(1))
            .step(kg(1_000))
            .build()
        engine.handle(RegisterSilo(silo, MARCH))
        val terms = ContractTerms.builder("contract-1")
            .supplier(Party("supplier", "Granulat AG", "acct-supplier"))
            .customer(Party("plant", "Fensterprofile GmbH", "acct-plant"))
            .material("PVC")
            .meters("silo-1")
            .currency(Currency.getInstance("EUR"))
            .calendar(BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH))
            .tariff(Tariff.PerUnit(BigDecimal("1217.50"), UnitOfMeasure.TONNE))
            .meteringFrom(MARCH)
            .build()
        engine.signContract(terms, MARCH)
    }

    /** The row and the readings are committed together, or neither is. */
    fun record(day: Int) {
        val readings = (0L until 24L).map { reading(day * 24 + it) }
        database.connection.use { connection ->
            transactions.begin(connection).use { transaction ->
                connection.prepareStatement("insert into erp_day values (?, ?)").use {
                    it.setInt(1, day)
                    it.setInt(2, readings.size)
                    it.executeUpdate()
                }
                engine.handle(RecordReadings("silo-1", readings, MARCH + Duration.ofDays(day + 1L)))
                transaction.commit()
            }
        }
    }

    /** Each settlement becomes one payment order, in the transaction in which it is ticked off. */
    private fun order(command: SettlementCommanded, delivery: Delivery) {
        delivery.connection.prepareStatement("insert into erp_order values (?, ?, ?)").use {
            it.setString(1, delivery.eventId)
            it.setString(2, command.periodId)
            it.setLong(3, command.amount.amountMinor)
            it.executeUpdate()
        }
    }

    fun march(): ContractPeriod {
        engine.catchUp() // charges and projects; a system in operation does it now and then
        engine.subscribe("erp-orders").on(SettlementCommanded::class.java, ::order).build()
            .catchUp(Duration.ofMinutes(1))
        return engine.queries().contractPeriods().contract("contract-1")
            .period("2026-03-01/2026-04-01").page().items().first()
    }

    private fun reading(hour: Long) =
        Reading.builder("sensor-1")
            .sequence(hour + 1)
            .sampledAt(MARCH + Duration.ofHours(hour))
            .kind(ReadingKind.MASS)
            .value(50_000 - 50 * hour)
            .unit(UnitOfMeasure.KILOGRAM)
            .build()

    private fun kg(kg: Long) = Quantity(kg * 1_000, Dimension.MASS)
}

fun main(arguments: Array<String>) {
    val database = PGSimpleDataSource().apply { setUrl(arguments[0]) } // a pool, in earnest
    val erp = Erp(database)
    erp.agree()
    repeat(33) { erp.record(it) } // into April, for March to close
    val march = erp.march()
    println("${march.periodId} ${march.settled} in ${march.settlements} settlements")
}
