package io.usance.anchor.evm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.anchor.AnchorConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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

    private static final int KEY_DIGITS = 64;
    private static final ObjectMapper JSON = new ObjectMapper();

    private EvmKeystore() {}

    /**
     * Decrypts a key; takes as long as whoever encrypted it wanted, a second or so.
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
            if (wallet.getCrypto() == null || wallet.getVersion() != 3) {
                throw noKeystore(file);
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
            throw new AnchorConfigurationException(
                    "keystore "
                            + file
                            + " has parameters that cannot be computed with; encrypt the key anew");
        } catch (IOException e) {
            throw new AnchorConfigurationException("keystore " + file + " cannot be read: " + e);
        }
    }

    private static AnchorConfigurationException noKeystore(Path file) {
        return new AnchorConfigurationException(
                "keystore " + file + " is not the JSON of Web3 Secret Storage, version 3");
    }
}
