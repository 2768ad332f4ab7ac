package io.weir.deployer;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Weir deployer")
@interface DeployerConfig {

  @AttributeDefinition(description = "Jars put here are deployed; empty: WEIR_PLUGINS.")
  String drop_folder() default "";

  @AttributeDefinition(
      description =
          "The keys trusted to sign plugins, *.pub; empty: trust/ of the configuration folder.")
  String trust_folder() default "";

  @AttributeDefinition(description = "enforce, or off for development.")
  String signatures() default "enforce";

  @AttributeDefinition(
      description =
          "Seconds in which a new version has to be active and to have published a valid reading.")
  int health_window_s() default 60;

  @AttributeDefinition(description = "Milliseconds between two looks into the drop folder.")
  int poll_ms() default 500;
}
