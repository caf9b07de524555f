// SPDX-License-Identifier: BSD-2-Clause
#include "bpf/map.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_called(int fd, const char *name)
{
	struct bpf_map_info info = { 0 };
	uint32_t len = sizeof(info);

	return !bpf_obj_get_info_by_fd(fd, &info, &len) && !strcmp(info.name, name);
}

int ss_map_each(const char *name, int (*fn)(void *arg, int fd), void *arg)
{
	uint32_t id = 0;
	int err = 0, fd;

	while (!err && !bpf_map_get_next_id(id, &id)) {
		fd = bpf_map_get_fd_by_id(id);
		if (fd < 0) {
			err = errno == ENOENT ? 0 : -errno;
			continue;
		}
		if (is_called(fd, name))
			err = fn(arg, fd);
		close(fd);
	}
	return err ? err : errno == ENOENT ? 0 : -errno;
}

int ss_map_only_value(int fd, size_t least, void **value, size_t *size)
{
	struct bpf_map_info info = { 0 };
	uint32_t len = sizeof(info), zero = 0;
	int err;

	*value = NULL;
	if (bpf_obj_get_info_by_fd(fd, &info, &len))
		return -errno;
	if (info.type != BPF_MAP_TYPE_ARRAY || info.max_entries != 1 || info.key_size != 4 ||
	    info.value_size < least)
		return -EBADMSG;
	*size = info.value_size;
	*value = malloc((*size + 7) & ~7ul); /* the kernel writes whole words */
	if (!*value)
		return -ENOMEM;
	if (!bpf_map_lookup_elem(fd, &zero, *value))
		return 0;
	err = -errno;
	free(*value);
	*value = NULL;
	return err;
}
