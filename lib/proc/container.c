// SPDX-License-Identifier: BSD-2-Clause
#include "proc/container.h"

#include <stdio.h>
#include <string.h>

#define FULL_ID_LEN 64

/* What stands before the id in the name, or in the path above it. */
static const struct {
	const char *mark;
	const char *runtime;
} runtimes[] = {
	{ "docker-", "docker" },
	{ "cri-containerd-", "containerd" },
	{ "cri-containerd:", "containerd" },
	{ "crio-", "crio" },
	{ "libpod-", "podman" },
	{ "/docker/", "docker" },
	{ "/libpod_parent/", "podman" },
	{ "/ecs/", "ecs" },
	{ "/kubepods", "containerd" },
};

static bool is_hex(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!strchr("0123456789abcdef", s[i]) || !s[i])
			return false;
	return true;
}

static bool ends_with(const char *s, size_t len, const char *tail)
{
	size_t n = strlen(tail);

	return len >= n && !memcmp(s + len - n, tail, n);
}

/* The id's place in one name of the path, or NULL. */
static const char *id_in_name(const char *name, size_t len)
{
	if (ends_with(name, len, ".scope"))
		len -= strlen(".scope");
	if (len < FULL_ID_LEN || !is_hex(name + len - FULL_ID_LEN, FULL_ID_LEN))
		return NULL;
	if (ends_with(name, len - FULL_ID_LEN, "conmon-"))
		return NULL;
	if (len > FULL_ID_LEN && !memchr("-:", name[len - FULL_ID_LEN - 1], 2))
		return NULL;
	return name + len - FULL_ID_LEN;
}

/* Where the last MARK in PATH[0..len) ends, 0 if there is none. */
static size_t last_mark(const char *path, size_t len, const char *mark)
{
	while (len && !ends_with(path, len, mark))
		len--;
	return len;
}

/* The mark next to the id is its own; those before it belong to containers around it. */
static const char *runtime_of(const char *path, const char *id)
{
	const char *runtime = "";
	size_t best = 0;

	for (size_t i = 0; i < sizeof(runtimes) / sizeof(runtimes[0]); i++) {
		size_t end = last_mark(path, id - path, runtimes[i].mark);

		if (end > best) {
			best = end;
			runtime = runtimes[i].runtime;
		}
	}
	return runtime;
}

bool ss_container_from_cgroup(const char *path, size_t len, struct ss_container *c)
{
	memset(c, 0, sizeof(*c));
	while (len) {
		const char *slash = memrchr(path, '/', len);
		const char *name = slash ? slash + 1 : path;
		const char *id = id_in_name(name, path + len - name);

		if (id) {
			memcpy(c->id, id, SS_CONTAINER_ID_LEN);
			snprintf(c->runtime, sizeof(c->runtime), "%s", runtime_of(path, id));
			return true;
		}
		len = slash ? slash - path : 0;
	}
	return false;
}
