package io.drawbridge.gateway.attach;

import io.drawbridge.gateway.overload.Standing;
import java.time.Instant;
import java.util.Optional;

/**
 * Who a verified token says its bearer is.
 *
 * @param app letters, digits and other characters except {@code : { }}, at most 128 bytes of UTF-8;
 *     app and user can therefore be joined by a colon without ambiguity
 * @param user unique within the app, at most 128 bytes of UTF-8
 * @param device the only device the token may be used on; empty: any
 * @param home the region that keeps what the user has, if the issuer chose one
 * @param issuedAt the token's {@code iat}, in whole seconds; empty: it does not say
 * @param expiresAt the token's {@code exp}, without any allowance for clock skew
 * @param standing by {@code tier} and {@code cohort}
 */
public record TokenIdentity(
    String app,
    String user,
    Optional<String> device,
    Optional<String> home,
    Optional<Instant> issuedAt,
    Instant expiresAt,
    Standing standing) {}
