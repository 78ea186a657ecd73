package io.drawbridge.link.control;

import io.drawbridge.link.model.Conditions;

/** Both directions of the link. */
public record Settings(Conditions aToB, Conditions bToA) {
  public static final Settings CLEAR = new Settings(Conditions.CLEAR, Conditions.CLEAR);

  public Conditions direction(boolean toB) {
    return toB ? aToB : bToA;
  }
}
