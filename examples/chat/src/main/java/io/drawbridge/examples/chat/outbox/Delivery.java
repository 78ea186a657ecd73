package io.drawbridge.examples.chat.outbox;

/**
 * A copy of a letter to be pushed now. Copies of one letter have the same outbox and number.
 *
 * @param outbox random number of the outbox
 * @param number of the letter in the outbox, from 1
 * @param oldestUnconfirmed the receiver waits for nothing below it
 */
public record Delivery(long outbox, long number, long oldestUnconfirmed, Letter letter) {}
