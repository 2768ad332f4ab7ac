package io.weir.bridge.tls;

import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.NoSuchFileException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;

/** What a failed connection failed at, for the operator. Pure; any thread. */
public final class Causes {

  private Causes() {}

  /** The sentence of the innermost cause, or its name where it has none. */
  public static String text(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    if (cause instanceof NoSuchFileException) {
      return "no such file: " + message;
    }
    if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
      return message == null || message.startsWith("no such host")
          ? "no such host"
          : "no such host: " + message;
    }
    if (cause instanceof CertificateExpiredException) {
      return "the certificate of the other side has expired, or our clock is wrong: " + message;
    }
    if (cause instanceof CertificateNotYetValidException) {
      return "the certificate of the other side is not valid yet, or our clock is wrong: "
          + message;
    }
    if (cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException) {
      return "the certificate of the other side is of no authority that we trust: " + message;
    }
    return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
  }

  /** Whether the other side said that our certificate is not good (RFC 8446 s6.2). */
  public static boolean refusedCertificate(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (cause instanceof SSLException
          && message.contains("Received fatal alert: ")
          && (message.contains("certificate") || message.contains("unknown_ca"))) {
        return true;
      }
    }
    return false;
  }
}
