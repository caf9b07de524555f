// SPDX-License-Identifier: BSD-2-Clause
#include "reaper/guard.h"

#include <errno.h>
#include <stddef.h>

#define NEVER_FOR_OOM (-1000)

/*
 * Where distributions put them: a path that is not there costs nothing.  init is
 * process 1 and guarded as such; its file may be that of every program.
 */
const char *const ss_guard_services[] = { "/usr/lib/systemd/systemd",
					  "/usr/lib/systemd/systemd-*",
					  "/lib/systemd/systemd",
					  "/lib/systemd/systemd-*",
					  "/usr/bin/dbus-daemon",
					  "/usr/bin/dbus-broker",
					  "/usr/bin/dbus-broker-launch",
					  "/usr/sbin/sshd",
					  "/usr/local/sbin/sshd",
					  "/usr/lib/openssh/sshd-session",
					  "/usr/lib/openssh/sshd-auth",
					  "/usr/libexec/openssh/sshd-session",
					  "/usr/libexec/openssh/sshd-auth",
					  "/usr/libexec/sshd-session",
					  "/usr/bin/containerd",
					  "/usr/bin/containerd-shim*",
					  "/usr/sbin/containerd",
					  "/usr/local/bin/containerd",
					  "/usr/local/bin/containerd-shim*",
					  "/usr/bin/dockerd",
					  "/usr/sbin/dockerd",
					  "/usr/local/bin/dockerd",
					  "/usr/bin/kubelet",
					  "/usr/local/bin/kubelet",
					  "/usr/bin/k3s",
					  "/usr/local/bin/k3s",
					  "/usr/bin/crio",
					  "/usr/local/bin/crio",
					  "/usr/bin/conmon",
					  "/usr/libexec/crio/conmon",
					  "/usr/libexec/podman/conmon",
					  "/usr/bin/udevadm", /* systemd-udevd */
					  "/sbin/udevd",
					  "/usr/sbin/udevd",
					  "/usr/sbin/runsvdir",
					  "/usr/bin/runsvdir",
					  "/usr/bin/s6-svscan",
					  "/proc/self/exe", /* another of our kind */
					  NULL };

int ss_guard_check(const struct ss_victim_facts *f, const struct ss_file_ids *services)
{
	if (f->pid == 1)
		return SS_GUARD_INIT;
	if (f->kernel_thread)
		return SS_GUARD_KTHREAD;
	if (f->ns_pid == 1)
		return SS_GUARD_NS_INIT;
	if (f->ours)
		return SS_GUARD_SELF;
	if (!f->exe_unknown && ss_file_ids_have(services, f->exe_dev, f->exe_ino))
		return SS_GUARD_SERVICE;
	if (f->oom_score_adj <= NEVER_FOR_OOM)
		return SS_GUARD_OOM;
	return f->exe_unknown ? -EACCES : SS_GUARD_NONE;
}
