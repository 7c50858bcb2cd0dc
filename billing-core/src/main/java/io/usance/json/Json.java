package io.usance.json;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.usance.level.HeapCorrection;
import io.usance.level.Vessel;
import io.usance.money.ExactAmount;
import io.usance.money.Money;
import io.usance.money.Share;
import io.usance.period.ClockTime;
import io.usance.pricing.Formula;
import io.usance.pricing.Tariff;
import io.usance.quantity.DecimalText;
import io.usance.quantity.Dimension;
import io.usance.quantity.Fraction;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.io.IOException;
import java.io.Serial;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collections;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The one JSON dialect of events, topics and configuration: decimals as strings, instants in ISO
 * 8601, quantities with their unit, money with its currency, what is exact by {@link ExactForms}.
 */
public final class Json {
    private Json() {}

    /** A mapper of its own for each caller; unknown fields are refused, missing ones are null. */
    public static ObjectMapper mapper() {
        return mapper(List.of());
    }

    /**
     * As {@link #mapper()}, with forms of other types.
     *
     * @param more see {@link #module}
     */
    public static ObjectMapper mapper(List<Module> more) {
        JsonMapper.Builder builder = JsonMapper.builder().addModule(forms()).addModules(more);
        FAMILIES.forEach((family, types) -> {
            builder.addMixIn(family, Typed.class);
            types.forEach((name, type) -> builder.registerSubtypes(new NamedType(type, name)));
        });
        return builder.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(MapperFeature.AUTO_DETECT_IS_GETTERS, MapperFeature.AUTO_DETECT_GETTERS)
                .visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
                .serializationInclusion(JsonInclude.Include.NON_NULL)
                .build();
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    private interface Typed {}

    /**
     * The name in {@code type} of every tariff and component of a tariff. A rate by quantity has
     * the same name as both.
     */
    public static Map<String, Class<? extends Record>> tariffTypes() {
        return TARIFF_TYPES;
    }

    /**
     * The sealed families whose records say in {@code type} which of them they are, and by which
     * name.
     */
    public static Map<Class<?>, Map<String, Class<? extends Record>>> families() {
        return FAMILIES;
    }

    private static final Map<String, Class<? extends Record>> TARIFF_TYPES =
            Collections.unmodifiableMap(tariffs());

    /** Stored for ever; a record that is not in here cannot be written. */
    private static final Map<Class<?>, Map<String, Class<? extends Record>>> FAMILIES =
            Map.of(
                    Tariff.class, of(Tariff.class, TARIFF_TYPES),
                    Tariff.Component.class, of(Tariff.Component.class, TARIFF_TYPES),
                    Vessel.class, of(Vessel.class, vessels()),
                    HeapCorrection.class, of(HeapCorrection.class, heaps()));

    private static Map<String, Class<? extends Record>> of(
            Class<?> family, Map<String, Class<? extends Record>> types) {
        Map<String, Class<? extends Record>> members = new LinkedHashMap<>(types);
        members.values().removeIf(type -> !family.isAssignableFrom(type));
        return Collections.unmodifiableMap(members);
    }

    private static Map<String, Class<? extends Record>> tariffs() {
        Map<String, Class<? extends Record>> types = new LinkedHashMap<>();
        types.put("PER_UNIT", Tariff.PerUnit.class);
        types.put("GRADUATED", Tariff.Graduated.class);
        types.put("VOLUME", Tariff.Volume.class);
        types.put("PACKAGE", Tariff.Packaged.class);
        types.put("INDEX", Tariff.Indexed.class);
        types.put("COMPOSITE", Tariff.Composite.class);
        types.put("BASE_FEE", Tariff.BaseFee.class);
        types.put("PERCENT", Tariff.Percentage.class);
        types.put("MINIMUM", Tariff.Minimum.class);
        types.put("MAXIMUM", Tariff.Maximum.class);
        types.put("FLOOR", Tariff.Floor.class);
        types.put("FORMULA", Formula.class);
        return types;
    }

    private static Map<String, Class<? extends Record>> vessels() {
        Map<String, Class<? extends Record>> types = new LinkedHashMap<>();
        types.put("CONE_CYLINDER", Vessel.ConeCylinder.class);
        types.put("HORIZONTAL_CYLINDER", Vessel.HorizontalCylinder.class);
        types.put("SPHERICAL_CAP", Vessel.SphericalCap.class);
        types.put("BOX", Vessel.Box.class);
        types.put("STRAPPING_TABLE", Vessel.StrappingTable.class);
        return types;
    }

    private static Map<String, Class<? extends Record>> heaps() {
        Map<String, Class<? extends Record>> types = new LinkedHashMap<>();
        types.put("REPOSE_CONE", HeapCorrection.ReposeCone.class);
        types.put("FIXED_VOLUME", HeapCorrection.FixedVolume.class);
        return types;
    }

    /** Starts a module of forms that are not those of a record. */
    public static Forms module(String name) {
        return new Forms(name);
    }

    /** Forms of types, in the dialect. */
    public static final class Forms {
        private final SimpleModule module;

        private Forms(String name) {
            module = new SimpleModule(name);
        }

        /** A type that is written as a text. */
        public <T> Forms text(Class<T> type, Function<T, String> write, Function<String, T> read) {
            Json.text(module, type, write, read);
            return this;
        }

        /** A type that is written as an object; the writer writes its fields. */
        public <T> Forms object(Class<T> type, Writer<T> write, Function<JsonNode, T> read) {
            Json.object(module, type, write, read);
            return this;
        }

        /** The module. */
        public Module build() {
            return module;
        }
    }

    private static SimpleModule forms() {
        SimpleModule module = new SimpleModule("usance");
        text(module, Instant.class, Instant::toString, Instant::parse);
        text(module, LocalDate.class, LocalDate::toString, LocalDate::parse);
        text(module, ZoneId.class, ZoneId::getId, ZoneId::of);
        text(module, ClockTime.class, ClockTime::toString, ClockTime::parse);
        text(module, Currency.class, Currency::getCurrencyCode, Currency::getInstance);
        text(module, BigDecimal.class, BigDecimal::toPlainString, DecimalText::parse);
        text(module, UnitOfMeasure.class, UnitOfMeasure::code, UnitOfMeasure::of);
        text(module, Share.class, Share::toString, Share::of);
        object(module, Quantity.class, Json::writeQuantity, Json::readQuantity);
        object(module, Quantities.class, Json::writeQuantities, Json::readQuantities);
        object(module, Money.class, Json::writeMoney, Json::readMoney);
        module.addDeserializer(
                Fraction.class, new TextDeserializer<>(Fraction.class, Fraction::parse));
        module.addDeserializer(
                ExactAmount.class, new ObjectDeserializer<>(ExactAmount.class, ExactForms::amount));
        ExactForms.addTo(module);
        return module;
    }

    private static void writeQuantity(JsonGenerator out, Quantity quantity) throws IOException {
        out.writeStringField("value", quantity.baseText());
        out.writeStringField("unit", quantity.dimension().baseUnitCode());
    }

    /** A single one as its quantity; of several the first so, with its name, and the others. */
    private static void writeQuantities(JsonGenerator out, Quantities quantities)
            throws IOException {
        writeQuantity(out, quantities.first());
        if (quantities.byName().size() > 1) {
            String first = quantities.byName().firstKey();
            out.writeStringField("name", first);
            out.writeObjectFieldStart("others");
            for (Map.Entry<String, Quantity> other :
                    quantities.byName().tailMap(first + "\0").entrySet()) {
                out.writeObjectFieldStart(other.getKey());
                writeQuantity(out, other.getValue());
                out.writeEndObject();
            }
            out.writeEndObject();
        }
    }

    private static Quantities readQuantities(JsonNode node) {
        Quantity first = readQuantity(node);
        if (!node.has("others")) {
            return Quantities.only(first);
        }
        Map<String, Quantity> all = new LinkedHashMap<>();
        all.put(required(node, "name"), first);
        node.get("others")
                .properties()
                .forEach(other -> all.put(other.getKey(), readQuantity(other.getValue())));
        return Quantities.of(all);
    }

    private static Quantity readQuantity(JsonNode node) {
        return quantity(required(node, "value"), required(node, "unit"));
    }

    /** Sums may be larger than what is accepted as an input, so no limit applies here. */
    static Quantity quantity(String value, String unitCode) {
        UnitOfMeasure unit = UnitOfMeasure.of(unitCode);
        return new Quantity(
                unit.milli(DecimalText.parse(value)).longValueExact(), unit.dimension());
    }

    private static void writeMoney(JsonGenerator out, Money money) throws IOException {
        out.writeStringField("amount", money.majorText());
        out.writeStringField("currency", money.currency().getCurrencyCode());
    }

    private static Money readMoney(JsonNode node) {
        return money(required(node, "amount"), required(node, "currency"));
    }

    static Money money(String amount, String currencyCode) {
        Currency currency = Currency.getInstance(currencyCode);
        BigDecimal minor =
                DecimalText.parse(amount).movePointRight(currency.getDefaultFractionDigits());
        return new Money(minor.longValueExact(), currency);
    }

    static Dimension dimension(String unitCode) {
        return UnitOfMeasure.of(unitCode).dimension();
    }

    /**
     * The text of a field.
     *
     * @throws IllegalArgumentException if it is missing or no single value
     */
    public static String required(JsonNode node, String field) {
        JsonNode value = node.get(field);
        if (value == null || !value.isValueNode()) {
            throw new IllegalArgumentException("field " + field + " is missing");
        }
        return value.asText();
    }

    /** Writes the fields of an object. */
    public interface Writer<T> {
        void write(JsonGenerator out, T value) throws IOException;
    }

    private static <T> void text(
            SimpleModule module,
            Class<T> type,
            Function<T, String> write,
            Function<String, T> read) {
        module.addSerializer(type, new TextSerializer<>(type, write));
        module.addDeserializer(type, new TextDeserializer<>(type, read));
    }

    private static <T> void object(
            SimpleModule module, Class<T> type, Writer<T> write, Function<JsonNode, T> read) {
        module.addSerializer(type, new ObjectSerializer<>(type, write));
        module.addDeserializer(type, new ObjectDeserializer<>(type, read));
    }

    private static final class TextSerializer<T> extends StdSerializer<T> {
        @Serial private static final long serialVersionUID = 1L;
        private final transient Function<T, String> write;

        TextSerializer(Class<T> type, Function<T, String> write) {
            super(type);
            this.write = write;
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            out.writeString(write.apply(value));
        }
    }

    private static final class TextDeserializer<T> extends StdDeserializer<T> {
        @Serial private static final long serialVersionUID = 1L;
        private final transient Function<String, T> read;

        TextDeserializer(Class<T> type, Function<String, T> read) {
            super(type);
            this.read = read;
        }

        @Override
        @SuppressWarnings("unchecked")
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String text = parser.getValueAsString();
            if (text == null) {
                return context.reportInputMismatch(this, "is not a text; put it in quotes");
            }
            try {
                return read.apply(text);
            } catch (RuntimeException e) {
                return (T)
                        context.handleWeirdStringValue(handledType(), text, "%s", e.getMessage());
            }
        }
    }

    private static final class ObjectSerializer<T> extends StdSerializer<T> {
        @Serial private static final long serialVersionUID = 1L;
        private final transient Writer<T> write;

        ObjectSerializer(Class<T> type, Writer<T> write) {
            super(type);
            this.write = write;
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            out.writeStartObject();
            write.write(out, value);
            out.writeEndObject();
        }
    }

    private static final class ObjectDeserializer<T> extends StdDeserializer<T> {
        @Serial private static final long serialVersionUID = 1L;
        private final transient Function<JsonNode, T> read;

        ObjectDeserializer(Class<T> type, Function<JsonNode, T> read) {
            super(type);
            this.read = read;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonNode node = context.readTree(parser);
            try {
                return read.apply(node);
            } catch (RuntimeException e) {
                return context.reportInputMismatch(this, "%s", e.getMessage());
            }
        }
    }
}
