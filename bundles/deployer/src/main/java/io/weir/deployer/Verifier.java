package io.weir.deployer;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;

/** Decides whether a package comes from somebody the operator trusts. */
final class Verifier {
  private final TrustedKeys keys;
  private final boolean enforced;

  Verifier(TrustedKeys keys, boolean enforced) {
    this.keys = keys;
    this.enforced = enforced;
  }

  /**
   * @return who signed it: the key's name, or "nobody" where signatures are not enforced and there
   *     is none
   * @throws PackageRefused if the signature is missing, wrong, or made by a key that is not trusted
   *     now
   */
  String verify(PluginPackage candidate, Instant now) throws PackageRefused, IOException {
    if (candidate.signature() == null) {
      if (!enforced) {
        return "nobody";
      }
      throw new PackageRefused(
          candidate.name()
              + " is not signed: sign it with 'weir plugin sign'; only for development, 'weir config set"
              + " io.weir.deployer signatures=off' takes it as it is");
    }
    Signature signature = Signature.parse(candidate.signature());
    TrustedKeys.Trusted key =
        keys.byId(signature.keyId())
            .orElseThrow(
                () ->
                    new PackageRefused(
                        candidate.name()
                            + " is signed by key "
                            + signature.keyId()
                            + ", which is not among the trusted keys: see 'weir key trust'"));
    if (key.expires() != null && now.isAfter(key.expires())) {
      throw new PackageRefused("key " + key.name() + " expired at " + key.expires());
    }
    try {
      if (!signature.fits(candidate.digests(), key.key())) {
        throw new PackageRefused(
            candidate.name() + " was changed after " + key.name() + " signed it");
      }
    } catch (GeneralSecurityException e) {
      throw new PackageRefused("the signature cannot be checked: " + e.getMessage(), e);
    }
    return key.name();
  }
}
