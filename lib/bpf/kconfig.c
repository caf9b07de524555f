// SPDX-License-Identifier: BSD-2-Clause
#include "bpf/reason.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <zlib.h>

/* gzgets() takes plain files as they are. */
static gzFile open_config(void)
{
	struct utsname kernel;
	char path[128];
	gzFile f = gzopen("/proc/config.gz", "r");

	if (f || uname(&kernel))
		return f;
	snprintf(path, sizeof(path), "/boot/config-%s", kernel.release);
	f = gzopen(path, "r");
	if (f)
		return f;
	snprintf(path, sizeof(path), "/usr/lib/modules/%s/config", kernel.release);
	return gzopen(path, "r");
}

/* 'y' of "CONFIG_X=y"; 0 for another line. */
static char value_in(const char *line, const char *name)
{
	size_t len = strlen(name);

	return !strncmp(line, name, len) && line[len] == '=' ? line[len + 1] : 0;
}

char ss_kconfig(const char *name)
{
	char line[256], value = 0;
	gzFile f = open_config();

	if (!f)
		return 0;
	while (!value && gzgets(f, line, sizeof(line)))
		value = value_in(line, name);
	gzclose_r(f);
	return value ? value : 'n';
}
