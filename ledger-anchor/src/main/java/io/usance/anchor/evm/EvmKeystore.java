package io.usance.anchor.evm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.anchor.AnchorConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.Wallet;
import org.web3j.crypto.WalletFile;
import org.web3j.crypto.exception.CipherException;
import org.web3j.utils.Numeric;

/**
 * Private keys encrypted with a password, in the format of Ethereum's clients (Web3 Secret Storage,
 * version 3).
 */
public final class EvmKeystore {
    /** Longest file, in bytes. */
    private static final int BYTES_MAX = 64 * 1024;

    /** Memory that scrypt may take; clients ask for 256 MiB. */
    private static final long SCRYPT_BYTES_MAX = 1L << 30;

    /** scrypt's parallelisation; clients ask for 1. */
    private static final int SCRYPT_P_MAX = 16;

    /** Rounds of PBKDF2; clients ask for 262,144. */
    private static final int PBKDF2_ROUNDS_MAX = 10_000_000;

    /** Length of the key that is derived, in bytes. */
    private static final int DERIVED_BYTES = 32;

    private static final int KEY_DIGITS = 64;
    private static final ObjectMapper JSON = new ObjectMapper();

    private EvmKeystore() {}

    /**
     * Decrypts a key; takes as long as the parameters it was encrypted with ask for, a second or
     * so.
     *
     * @return 64 hexadecimal digits
     * @throws AnchorConfigurationException if the file is no keystore or the password another; says
     *     nothing of either's content
     */
    public static char[] read(Path file, char[] password) {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new AnchorConfigurationException(
                        "keystore " + file + " has more than " + BYTES_MAX + " bytes");
            }
            WalletFile wallet = JSON.readValue(Files.readAllBytes(file), WalletFile.class);
            if (wallet == null || wallet.getVersion() != 3 || !isWhole(wallet.getCrypto())) {
                throw noKeystore(file);
            }
            if (!isModest(wallet.getCrypto().getKdfparams())) {
                throw unsuitable(file);
            }
            return Numeric.toHexStringNoPrefixZeroPadded(
                            Wallet.decrypt(new String(password), wallet).getPrivateKey(),
                            KEY_DIGITS)
                    .toCharArray();
        } catch (NoSuchFileException e) {
            throw new AnchorConfigurationException("keystore " + file + " does not exist");
        } catch (JsonProcessingException e) {
            throw noKeystore(file);
        } catch (CipherException e) {
            throw new AnchorConfigurationException(
                    "keystore " + file + " does not open with this password");
        } catch (IllegalArgumentException e) {
            throw unsuitable(file);
        } catch (IOException e) {
            throw new AnchorConfigurationException("keystore " + file + " cannot be read: " + e);
        }
    }

    private static boolean isWhole(WalletFile.@Nullable Crypto crypto) {
        return crypto != null
                && isHex(crypto.getCiphertext())
                && isHex(crypto.getMac())
                && crypto.getCipherparams() != null
                && isHex(crypto.getCipherparams().getIv());
    }

    private static boolean isHex(@Nullable String text) {
        return text != null && text.length() % 2 == 0 && text.matches("[0-9a-fA-F]+");
    }

    /** Whether deriving the key takes seconds, not all time and memory there is. */
    private static boolean isModest(@Nullable Object derivation) {
        return switch (derivation) {
            case WalletFile.ScryptKdfParams scrypt ->
                    isHex(scrypt.getSalt())
                            && scrypt.getDklen() == DERIVED_BYTES
                            && scrypt.getN() > 1
                            && scrypt.getR() > 0
                            && scrypt.getP() > 0
                            && scrypt.getP() <= SCRYPT_P_MAX
                            && (long) scrypt.getN() * scrypt.getR() <= SCRYPT_BYTES_MAX / 128;
            case WalletFile.Aes128CtrKdfParams pbkdf2 ->
                    isHex(pbkdf2.getSalt())
                            && pbkdf2.getDklen() == DERIVED_BYTES
                            && pbkdf2.getC() > 0
                            && pbkdf2.getC() <= PBKDF2_ROUNDS_MAX;
            case null, default -> false;
        };
    }

    private static AnchorConfigurationException unsuitable(Path file) {
        return new AnchorConfigurationException(
                "keystore "
                        + file
                        + " has parameters that cannot be computed with; encrypt the key again");
    }

    private static AnchorConfigurationException noKeystore(Path file) {
        return new AnchorConfigurationException(
                "keystore " + file + " is not the JSON of Web3 Secret Storage, version 3");
    }
}
