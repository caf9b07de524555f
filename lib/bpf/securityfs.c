// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bpf/mountfs.h"
#include "bpf/probe.h"
#include "bpf/reason.h"

/* The content of a file of securityfs, be it mounted or not; its length or -errno. */
static int read_security(const char *name, char *text, size_t size)
{
	char path[64];
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), "/sys/kernel/security/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		fd = ss_open_in_fs("securityfs", name, O_RDONLY);
	if (fd < 0)
		return fd;
	len = read(fd, text, size - 1);
	if (len < 0)
		len = -errno;
	else
		text[len] = '\0';
	close(fd);
	return (int)len;
}

const char *ss_probe_lockdown(void)
{
	static const char *const modes[] = { "none", "integrity", "confidentiality" };
	char text[128], word[32];
	int len = read_security("lockdown", text, sizeof(text));

	/* A kernel that was built without it, or did not start it. */
	if (len == -ENOENT || len == -ENODEV)
		return modes[0];
	for (int i = 0; len > 0 && i < 3; i++) {
		snprintf(word, sizeof(word), "[%s]", modes[i]);
		if (strstr(text, word))
			return modes[i];
	}
	return NULL;
}

int ss_lsm_list(char *text, size_t size)
{
	int len = read_security("lsm", text, size);

	if (len > 0 && text[len - 1] == '\n')
		text[--len] = '\0';
	return len;
}

bool ss_lsm_active(const char *name)
{
	char text[256], *word, *rest = text;

	if (ss_lsm_list(text, sizeof(text)) <= 0)
		return false;
	while ((word = strsep(&rest, ",")))
		if (!strcmp(word, name))
			return true;
	return false;
}
