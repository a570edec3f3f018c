package io.jcontainer.linux;

import io.jcontainer.junit.LeakCheckExtension;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** A test class that runs real containers: it needs root, and nothing may be left of it. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("container")
@Requires({Requirement.ROOT, Requirement.OVERLAY, Requirement.USER_NAMESPACE, Requirement.BUSYBOX})
@ExtendWith(LeakCheckExtension.class)
public @interface ContainerTest {}
