package io.drawbridge.ranking;

/**
 * One candidate's lot for one bucket; the smallest score comes first.
 *
 * @param weight the candidate's weight as rounded for the draw
 * @param unit the hash of (bucket, gateway) as a number between 0 and 1
 * @param score {@code -ln(unit) / weight}
 */
public record Draw(Candidate candidate, double weight, double unit, double score) {}
