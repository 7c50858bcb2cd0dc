package io.usance.escrow;

/**
 * What an account has received.
 *
 * @param accountNo from 1
 * @param owner address, 0x and 40 lower-case hexadecimal digits
 * @param balanceMinor from settled batches and not yet collected, in minor units
 * @param pendingMinor from the open batch; gone if that is rolled back
 */
public record EscrowAccount(int accountNo, String owner, long balanceMinor, long pendingMinor) {}
