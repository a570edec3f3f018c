/**
 * Control groups: what a container may use together, what it has used, and how all of it is ended
 * at once.
 *
 * <p>Start at {@link io.jcontainer.linux.cgroup.CgroupTree}: opened on the {@link
 * io.jcontainer.linux.cgroup.CgroupLayout} of the host, it makes the {@link
 * io.jcontainer.linux.cgroup.EngineGroups} of one engine, which make one {@link
 * io.jcontainer.linux.cgroup.Cgroup} per container. Cgroup v2 and v1 stand behind the same
 * interface and the same contract test; a hybrid host has its limits in v1 and its identity, kill
 * and freeze in v2. Everything goes through the files of the hierarchies, beneath directory
 * descriptors; no daemon is asked.
 */
@NullMarked
package io.jcontainer.linux.cgroup;

import org.jspecify.annotations.NullMarked;
