// SPDX-License-Identifier: BSD-2-Clause
/*
 * Any bytes as a cgroup path.  A container that is found has a short id of
 * digits that stand in the path, and the path is still its own one name deeper.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "proc/container.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
	if (!ok)
		abort();
}

static void deeper(const uint8_t *data, size_t size, const struct ss_container *c)
{
	struct ss_container again;
	char *path = malloc(size + 2);

	must(path);
	memcpy(path, data, size);
	memcpy(path + size, "/x", 2);
	must(ss_container_from_cgroup(path, size + 2, &again));
	must(!strcmp(again.id, c->id) && !strcmp(again.runtime, c->runtime));
	free(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ss_container c;

	if (!ss_container_from_cgroup((const char *)data, size, &c)) {
		must(!c.id[0] && !c.runtime[0]);
		return 0;
	}
	must(strlen(c.id) == SS_CONTAINER_ID_LEN);
	must(strspn(c.id, "0123456789abcdef") == SS_CONTAINER_ID_LEN);
	must(memmem(data, size, c.id, SS_CONTAINER_ID_LEN));
	must(memchr(c.runtime, 0, sizeof(c.runtime)));
	deeper(data, size, &c);
	return 0;
}
