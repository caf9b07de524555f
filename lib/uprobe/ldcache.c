// SPDX-License-Identifier: BSD-2-Clause
/* The dynamic linker's cache, glibc's format 1.1, from bytes that may be anything. */
#include <elf.h>
#include <stdint.h>
#include <string.h>

#include "uprobe/uprobe.h"

#define MAGIC "glibc-ld.so.cache1.1"

/* FLAG_ELF_LIBC6 and the architecture's bits, of glibc's ldconfig.h. */
#ifdef __aarch64__
#define OUR_LIBRARIES 0x0a03
#else
#define OUR_LIBRARIES 0x0303
#endif

struct header {
	char magic[sizeof(MAGIC) - 1];
	uint32_t count;
	uint32_t strings_len;
	uint32_t unused[5];
};

struct entry {
	int32_t flags;
	uint32_t key, value; /* offsets from the header */
	uint32_t os_version;
	uint64_t hwcap;
};

_Static_assert(sizeof(struct header) == 48, "as on disk");
_Static_assert(sizeof(struct entry) == 24, "as on disk");

/* A string that ends within the data, or NULL. */
static const char *string_at(const char *data, size_t len, uint32_t at)
{
	return at < len && memchr(data + at, 0, len - at) ? data + at : NULL;
}

/* 2: the very name; 1: it without ".so" and version; 0: another. */
static int match(const char *key, const char *name)
{
	size_t len = strlen(name);

	if (!strcmp(key, name))
		return 2;
	return !strstr(name, ".so") && !strncmp(key, name, len) && !strncmp(key + len, ".so", 3);
}

const char *ss_ldcache_find(const char *data, size_t len, const char *name)
{
	/* Older ones have the format before it in front. */
	const char *base = len ? memmem(data, len, MAGIC, sizeof(MAGIC) - 1) : NULL;
	const char *found = NULL;
	struct header h;

	if (!base || len - (base - data) < sizeof(h) || !*name)
		return NULL;
	len -= base - data;
	memcpy(&h, base, sizeof(h));
	for (size_t i = 0; i < h.count && (i + 1) * sizeof(struct entry) <= len - sizeof(h); i++) {
		const char *key, *value;
		struct entry e;
		int how;

		memcpy(&e, base + sizeof(h) + i * sizeof(e), sizeof(e));
		key = string_at(base, len, e.key);
		value = string_at(base, len, e.value);
		how = e.flags == OUR_LIBRARIES && key && value ? match(key, name) : 0;
		if (how == 2)
			return value;
		if (how && !found)
			found = value;
	}
	return found;
}
