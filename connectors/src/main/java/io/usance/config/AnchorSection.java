package io.usance.config;

import io.usance.anchor.AnchorConfigurationException;
import io.usance.anchor.evm.EvmChain;
import io.usance.anchor.evm.EvmKeystore;
import io.usance.config.AnchorSettings.Chain;
import io.usance.config.AnchorSettings.Log;
import io.usance.file.Reasons;
import io.usance.tlog.InvalidLogTextException;
import io.usance.tlog.LogPublicKey;
import io.usance.tlog.LogSigningKey;
import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code anchor}, which is either that of a chain or that of a log. */
final class AnchorSection {
    /** What {@code kind} says of a chain, and what it says if it is left out. */
    private static final String EVM = "evm";

    /** What {@code kind} says of a transparency log. */
    private static final String LOG = "log";

    private static final List<String> OF_A_CHAIN =
            List.of("rpcUrl", "chainId", "contract", "depth", "feeCapGwei", "escrows", "keystore");
    private static final List<String> OF_A_LOG = List.of("directory", "origin");

    private AnchorSection() {}

    /** Whether the section is that of a log. */
    static boolean isLog(Section anchor) {
        return anchor.text("kind", EVM).equals(LOG);
    }

    /**
     * Reads the section; what is wrong goes to its problems.
     *
     * @param directory relative paths start here
     * @return null if it cannot be used, which is among the problems then
     */
    static @Nullable AnchorSettings read(Section anchor, Path directory) {
        String kind = anchor.text("kind", EVM);
        if (!kind.equals(EVM) && !kind.equals(LOG)) {
            anchor.problem("kind", "is " + kind + ", not evm (a chain) or log");
            return null;
        }
        if (!anchor.has("kind")
                && !anchor.has("rpcUrl")
                && OF_A_LOG.stream().anyMatch(anchor::has)) {
            anchor.problem(
                    "kind", "is missing; say kind: log, as directory and origin are of a log");
            return null;
        }
        refuseMix(anchor, kind);
        AnchorSettings settings =
                kind.equals(LOG) ? log(anchor, directory) : chain(anchor, directory);
        anchor.refuseOthers();
        return settings;
    }

    private static void refuseMix(Section anchor, String kind) {
        for (String key : kind.equals(LOG) ? OF_A_CHAIN : OF_A_LOG) {
            if (anchor.has(key)) {
                anchor.refuse(
                        key,
                        "is a setting of kind: %s, this section is of kind: %s; take it out or change the kind"
                                .formatted(kind.equals(LOG) ? EVM : LOG, kind));
            }
        }
    }

    private static @Nullable Log log(Section anchor, Path base) {
        String directory = anchor.text("directory", null);
        String origin = anchor.text("origin", null);
        Secret key = key(anchor);
        try {
            if (anchor.has("origin")) {
                LogPublicKey.requireName(origin);
            }
        } catch (InvalidLogTextException e) {
            anchor.problem("origin", e.reason());
            return null;
        }
        if (directory.isEmpty() && anchor.has("directory")) {
            anchor.problem("directory", "is empty");
        }
        if (directory.isEmpty() || origin.isEmpty() || key == null) {
            return null;
        }
        try {
            return new Log(
                    base.resolve(directory),
                    LogSigningKey.parse(origin, key.reveal().toCharArray()));
        } catch (InvalidPathException e) {
            anchor.problem("directory", "is no path: " + Reasons.of(e));
        } catch (InvalidLogTextException e) {
            anchor.problem("key", e.reason() + ", or usance log key");
        }
        return null;
    }

    private static Chain chain(Section anchor, Path directory) {
        String url = anchor.text("rpcUrl", null);
        if (!url.isEmpty() && !url.matches("https?://[^/]+.*")) {
            anchor.problem("rpcUrl", "does not start with http:// or https:// and a host");
            url = "";
        }
        String contract = anchor.text("contract", null);
        if (!contract.isEmpty() && !contract.matches("0x[0-9a-fA-F]{40}")) {
            anchor.problem(
                    "contract",
                    "has "
                            + contract.length()
                            + " characters that are not 0x and 40 hexadecimal digits");
        }
        EvmChain chain =
                EvmChain.at(
                                url.isEmpty() ? "http://unknown" : url,
                                anchor.number("chainId", 1, Long.MAX_VALUE, null))
                        .withFeeCapWei(
                                EvmChain.GWEI.multiply(
                                        BigInteger.valueOf(
                                                anchor.integer("feeCapGwei", 1, 1_000_000, 100))));
        anchor.integer("depth", 1, Integer.MAX_VALUE, 1);
        return new Chain(chain, contract, hexKey(anchor, directory), escrows(anchor));
    }

    private static List<EscrowSettings> escrows(Section anchor) {
        Section escrows = anchor.orEmpty("escrows");
        List<EscrowSettings> found = new ArrayList<>();
        for (String code : escrows.keys()) {
            Section escrow = escrows.orEmpty(code);
            Currency currency = currency(escrows, code);
            String contract = address(escrow, "contract");
            Section accounts = escrow.orEmpty("accounts");
            Map<String, String> addresses = new TreeMap<>();
            Map<String, String> accountOf = new HashMap<>();
            for (String account : accounts.keys()) {
                String address = address(accounts, account);
                addresses.put(account, address);
                String other = accountOf.put(address.toLowerCase(Locale.ROOT), account);
                if (other != null && !address.isEmpty()) {
                    accounts.problem(account, "has the address of " + other + "; give it its own");
                }
            }
            if (addresses.size() < 2) {
                escrow.problem("accounts", "has fewer than two accounts; name payers and payees");
            }
            escrow.refuseOthers();
            if (currency != null) {
                found.add(new EscrowSettings(currency, contract, addresses));
            }
        }
        return found;
    }

    private static @Nullable Currency currency(Section escrows, String code) {
        try {
            return Currency.getInstance(code);
        } catch (IllegalArgumentException e) {
            escrows.problem(code, "is no ISO 4217 code of a currency");
            return null;
        }
    }

    private static String address(Section in, String key) {
        String address = in.text(key, null);
        if (!address.isEmpty() && !address.matches("0x[0-9a-fA-F]{40}")) {
            in.problem(key, "is not 0x and 40 hexadecimal digits; put it in quotes");
        }
        return address;
    }

    private static Secret hexKey(Section anchor, Path directory) {
        if (anchor.has("keystore")) {
            return fromKeystore(anchor, directory);
        }
        Secret key = key(anchor);
        if (key == null) {
            return new Secret("");
        }
        if (!key.reveal().matches("(0x)?[0-9a-fA-F]{64}")) {
            anchor.problem(
                    "key",
                    "is not 64 hexadecimal digits; it has "
                            + key.reveal().length()
                            + " characters");
        }
        return key;
    }

    private static Secret fromKeystore(Section anchor, Path directory) {
        String file = anchor.text("keystore", null);
        Secret password = anchor.secret("keystorePassword");
        if (anchor.has("key")) {
            anchor.refuse("key", "is there beside keystore; one of them is enough");
            return new Secret("");
        }
        if (password == null) {
            anchor.problem("keystorePassword", "is missing");
            return new Secret("");
        }
        try {
            char[] key = EvmKeystore.read(directory.resolve(file), password.reveal().toCharArray());
            return new Secret(new String(key));
        } catch (AnchorConfigurationException | InvalidPathException e) {
            anchor.problem("keystore", Reasons.of(e));
            return new Secret("");
        }
    }

    /** The secret; null if it is missing or unusable, which is among the problems then. */
    private static @Nullable Secret key(Section anchor) {
        int before = anchor.problemCount();
        Secret key = anchor.secret("key");
        if (key == null && anchor.problemCount() == before) {
            anchor.problem("key", "is missing");
        }
        return key;
    }
}
