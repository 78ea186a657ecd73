package io.drawbridge.gateway.upstream;

/** Why messages for a business were not taken; each is counted by itself. */
public enum RefusalCause {
  /** The business is full. */
  BUSINESS_BUSY,
  /** The business refused the content. */
  INVALID,
  /** The client has connected elsewhere since; nobody is told. */
  STALE_CONNECTION,
  /** The service has as many messages unanswered as it may. */
  IN_FLIGHT,
  /** No instance takes calls, or two of them did not answer. */
  UNAVAILABLE,
  /** A second instance was not asked: too many batches are sent twice already. */
  RETRY_BUDGET
}
