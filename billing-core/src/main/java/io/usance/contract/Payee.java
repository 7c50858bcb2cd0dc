package io.usance.contract;

import io.usance.money.Share;

/**
 * Who gets a part of every amount.
 *
 * @param name for people
 * @param account where money moves to; opaque here
 * @param share of every amount; the shares of a contract add up to 1
 */
public record Payee(String name, String account, Share share) {}
