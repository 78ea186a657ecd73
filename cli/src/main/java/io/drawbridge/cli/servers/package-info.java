/**
 * Where etcd and Redis come from: the PATH, an earlier download, or the distribution's packages
 * unpacked into a folder of ours. Nothing of the system is changed.
 */
@NullMarked
package io.drawbridge.cli.servers;

import org.jspecify.annotations.NullMarked;
