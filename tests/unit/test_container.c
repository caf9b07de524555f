// SPDX-License-Identifier: BSD-2-Clause
#include <stdlib.h>

#include "check.h"
#include "proc/container.h"

#define ID    "551e161c47d8b2a46f8f1d8e4c1f0a9be4b8f6c05d7a3e2910fedcba98765432"
#define OUTER "aaaa161c47d8b2a46f8f1d8e4c1f0a9be4b8f6c05d7a3e2910fedcba98765432"
#define POD   "pod0f9d8c7b_6a59_4837_b261_504f3e2d1c0b"
#define SHORT "551e161c47d8"

/* From a copy of exactly this size, no NUL behind it, so that a sanitizer sees one byte too far. */
static bool take(const char *path, size_t len, struct ss_container *c)
{
	char *copy = malloc(len ? len : 1);
	bool found;

	if (len)
		memcpy(copy, path, len);
	memset(c, 'x', sizeof(*c));
	found = ss_container_from_cgroup(copy, len, c);
	free(copy);
	return found;
}

static void is(const char *path, const char *runtime)
{
	struct ss_container c;

	if (!check(take(path, strlen(path), &c)))
		printf("# in %s\n", path);
	check_str(c.id, SHORT);
	if (!check_str(c.runtime, runtime))
		printf("# in %s\n", path);
}

static void is_none(const char *path, size_t len)
{
	struct ss_container c;

	if (!check(!take(path, len, &c)))
		printf("# in %s\n", path);
	check_str(c.id, "");
	check_str(c.runtime, "");
}

#define NONE(path) is_none(path, sizeof(path) - 1)

static void systemd_driver(void)
{
	is("/system.slice/docker-" ID ".scope", "docker");
	is("/user.slice/user-1000.slice/user@1000.service/user.slice/docker-" ID ".scope",
	   "docker");
	is("/machine.slice/libpod-" ID ".scope", "podman");
	is("/machine.slice/libpod-" ID ".scope/container", "podman");
	is("/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" ID ".scope",
	   "podman");
	is("/system.slice/nerdctl-" ID ".scope", "");
}

static void cgroupfs_driver(void)
{
	is("/docker/" ID, "docker");
	is("/libpod_parent/libpod-" ID, "podman");
	is("/libpod_parent/" ID, "podman");
	is("/ecs/0123456789abcdef0123456789abcdef/" ID, "ecs");
	is("/default/" ID, "");
	is(ID, "");
	is("/" ID, "");
}

static void kubernetes(void)
{
	is("/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-" POD
	   ".slice/cri-containerd-" ID ".scope",
	   "containerd");
	is("/system.slice/containerd.service/kubepods-burstable-" POD ".slice:cri-containerd:" ID,
	   "containerd");
	is("/kubepods/besteffort/" POD "/" ID, "containerd");
	is("/kubepods/" POD "/" ID, "containerd");
	is("/kubepods.slice/kubepods-" POD ".slice/crio-" ID ".scope", "crio");
	is("/kubepods/burstable/" POD "/crio-" ID, "crio");
	is("/kubepods.slice/kubepods-" POD ".slice/docker-" ID ".scope", "docker");
	NONE("/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-" POD ".slice");
}

static void below_the_container(void)
{
	is("/system.slice/docker-" ID ".scope/init.scope", "docker");
	is("/docker/" ID "/system.slice/cron.service", "docker");
	is("/kubepods/besteffort/" POD "/" ID "/a/b/c", "containerd");
}

static void the_innermost_counts(void)
{
	is("/docker/" OUTER "/docker/" ID, "docker");
	is("/system.slice/docker-" OUTER ".scope/docker/" ID, "docker");
	is("/machine.slice/libpod-" OUTER ".scope/docker/" ID, "docker");
	is("/docker/" OUTER "/machine.slice/libpod-" ID ".scope", "podman");
	is("/docker/" OUTER "/kubelet/kubepods/besteffort/" POD "/" ID, "containerd");
	is("/system.slice/docker-" OUTER
	   ".scope/kubelet.slice/kubelet-kubepods.slice/cri-containerd-" ID ".scope",
	   "containerd");
	is("/docker/" OUTER "/kubepods.slice/crio-" ID ".scope", "crio");
}

static void conmon_is_outside(void)
{
	NONE("/machine.slice/libpod-conmon-" ID ".scope");
	NONE("/kubepods.slice/kubepods-" POD ".slice/crio-conmon-" ID ".scope");
	NONE("/libpod_parent/conmon-" ID);
	is("/docker/" ID "/machine.slice/libpod-conmon-" OUTER ".scope", "docker");
}

static void digits(void)
{
	NONE("/docker/51e161c47d8b2a46f8f1d8e4c1f0a9be4b8f6c05d7a3e2910fedcba98765432");
	NONE("/docker/0" ID);
	NONE("/docker/" ID "0");
	NONE("/system.slice/docker-0" ID ".scope");
	NONE("/docker/551E161C47D8B2A46F8F1D8E4C1F0A9BE4B8F6C05D7A3E2910FEDCBA98765432");
	NONE("/docker/551g161c47d8b2a46f8f1d8e4c1f0a9be4b8f6c05d7a3e2910fedcba98765432");
	NONE("/docker/x" ID);
	NONE("/docker/x\0" ID);
	NONE("/system.slice/docker-" ID ".slice");
	NONE("/system.slice/docker-" ID ".scope.scope");
}

static void slashes(void)
{
	is("/docker/" ID "/", "docker");
	is("//docker//" ID "//", "docker");
	is("/system.slice/docker-" ID ".scope/", "docker");
}

static void no_container(void)
{
	NONE("");
	NONE("/");
	NONE("///");
	NONE(".scope");
	NONE("/user.slice/user-1000.slice/session-3.scope");
	NONE("/system.slice/docker.service");
	NONE("/docker/");
	is_none(NULL, 0);
}

static void ends_where_it_is_told(void)
{
	static const char path[] = "/docker/" ID;
	struct ss_container c;

	for (size_t len = 0; len < sizeof(path) - 1; len++)
		check(!take(path, len, &c));
	check(take(path, sizeof(path) - 1, &c));
}

static const struct check_case cases[] = {
	{ "the systemd driver's scopes", systemd_driver },
	{ "the cgroupfs driver's directories", cgroupfs_driver },
	{ "pods on cgroup v1 and v2", kubernetes },
	{ "a cgroup below the container", below_the_container },
	{ "of nested containers the innermost, with its own runtime", the_innermost_counts },
	{ "conmon is not in the container", conmon_is_outside },
	{ "64 lower-case digits, no more, no less", digits },
	{ "slashes too many", slashes },
	{ "no container", no_container },
	{ "nothing is read behind the end", ends_where_it_is_told },
};

CHECK_MAIN(cases)
