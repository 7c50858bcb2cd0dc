package io.usance.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TreeTraversingParser;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.usance.money.ExactAmount;
import io.usance.money.Money;
import io.usance.quantity.Fraction;
import java.io.IOException;
import java.io.Serial;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a record's {@link Fraction} and {@link ExactAmount} are written: as decimal text, as they
 * have always been; where there is no finite decimal, cut, and exactly as {@code
 * numerator/denominator} in a field of its own after it.
 *
 * <pre>"amountExact":"134.722222222222222222","amountExactFraction":"2425/18"</pre>
 *
 * <p>Design note: who reads only the decimal, by the published schema, is right to the 18th
 * decimal; who needs it exact reads the fraction. A fraction in the place of the decimal would have
 * stopped every reader of before.
 *
 * <p>An exact amount's currency is not written: it is that of the record's first {@link Money}.
 */
final class ExactForms {
    /** What is added to a field's name. */
    static final String SUFFIX = "Fraction";

    private static final String VALUE = "value";
    private static final String CURRENCY = "currency";

    private ExactForms() {}

    static void addTo(SimpleModule module) {
        module.addSerializer(Fraction.class, new Writing<>(Fraction.class, Function.identity()));
        module.addSerializer(
                ExactAmount.class, new Writing<>(ExactAmount.class, ExactAmount::value));
        module.setDeserializerModifier(
                new BeanDeserializerModifier() {
                    @Serial private static final long serialVersionUID = 1L;

                    @Override
                    public JsonDeserializer<?> modifyDeserializer(
                            DeserializationConfig config,
                            BeanDescription bean,
                            JsonDeserializer<?> deserializer) {
                        Fields fields = Fields.of(bean.getBeanClass());
                        return fields.exact().isEmpty()
                                ? deserializer
                                : new Reading(deserializer, fields);
                    }
                });
    }

    /** An amount as {@link Reading} hands it on: with its currency. */
    static ExactAmount amount(JsonNode node) {
        return new ExactAmount(
                Fraction.parse(Json.required(node, VALUE)),
                Currency.getInstance(Json.required(node, CURRENCY)));
    }

    /**
     * A record's components that are exact.
     *
     * @param exact names of all
     * @param amounts names of those with a currency
     * @param money name of the component that has it
     */
    private record Fields(List<String> exact, List<String> amounts, @Nullable String money) {
        static Fields of(Class<?> type) {
            RecordComponent[] components =
                    type.isRecord() && type != ExactAmount.class
                            ? type.getRecordComponents()
                            : new RecordComponent[0];
            List<String> amounts = names(components, ExactAmount.class);
            List<String> monies = names(components, Money.class);
            return new Fields(
                    Arrays.stream(components)
                            .map(RecordComponent::getName)
                            .filter(name ->
                                    amounts.contains(name)
                                            || names(components, Fraction.class).contains(name))
                            .toList(),
                    amounts,
                    monies.isEmpty() ? null : monies.getFirst());
        }

        private static List<String> names(RecordComponent[] components, Class<?> type) {
            return Arrays.stream(components)
                    .filter(component -> component.getType() == type)
                    .map(RecordComponent::getName)
                    .toList();
        }
    }

    private static final class Writing<T> extends StdSerializer<T> {
        @Serial private static final long serialVersionUID = 1L;
        private final transient Function<T, Fraction> value;

        Writing(Class<T> type, Function<T, Fraction> value) {
            super(type);
            this.value = value;
        }

        @Override
        public void serialize(T of, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            Fraction fraction = value.apply(of);
            String field = out.getOutputContext().getCurrentName();
            out.writeString(fraction.cut().toPlainString());
            if (!fraction.isDecimal()) {
                out.writeStringField(field + SUFFIX, fraction.toString());
            }
        }
    }

    /** Puts decimal and fraction, value and currency together before the record is made. */
    private static final class Reading extends DelegatingDeserializer {
        @Serial private static final long serialVersionUID = 1L;
        private final transient Fields fields;

        Reading(JsonDeserializer<?> delegate, Fields fields) {
            super(delegate);
            this.fields = fields;
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> delegate) {
            return new Reading(delegate, fields);
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context)
                throws IOException {
            JsonNode tree = context.readTree(parser);
            if (tree instanceof ObjectNode object) {
                for (String name : fields.exact()) {
                    join(object, name, context);
                }
            }
            try (JsonParser joined = new TreeTraversingParser(tree, parser.getCodec())) {
                joined.nextToken();
                return super.deserialize(joined, context);
            }
        }

        private void join(ObjectNode object, String name, DeserializationContext context)
                throws IOException {
            JsonNode decimal = object.get(name);
            JsonNode fraction = object.remove(name + SUFFIX);
            if (fraction != null) {
                object.put(name, exact(name, decimal, fraction, context));
            } else if (decimal != null && decimal.isTextual() && decimal.asText().contains("/")) {
                context.reportInputMismatch(
                        this, "%s is '%s', not a decimal number", name, decimal.asText());
            }
            if (object.get(name) != null
                    && object.get(name).isTextual()
                    && fields.amounts().contains(name)) {
                ObjectNode amount = object.objectNode();
                amount.set(VALUE, object.get(name));
                amount.set(CURRENCY, object.path(fields.money()).path(CURRENCY));
                object.set(name, amount);
            }
        }

        /** The two must say the same: else one of them was changed after it was written. */
        private String exact(
                String name,
                @Nullable JsonNode decimal,
                JsonNode fraction,
                DeserializationContext context)
                throws IOException {
            String cut = "";
            try {
                cut = Fraction.parse(fraction.asText()).cut().toPlainString();
            } catch (IllegalArgumentException | ArithmeticException e) {
                context.reportInputMismatch(this, "%s%s: %s", name, SUFFIX, e.getMessage());
            }
            if (decimal == null
                    || !decimal.asText().equals(cut)
                    || !fraction.asText().contains("/")) {
                context.reportInputMismatch(
                        this,
                        "%s is %s, but %s%s is %s, which is %s",
                        name,
                        decimal == null ? "missing" : decimal.asText(),
                        name,
                        SUFFIX,
                        fraction.asText(),
                        cut);
            }
            return fraction.asText();
        }
    }
}
