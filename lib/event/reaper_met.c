// SPDX-License-Identifier: BSD-2-Clause
/* Files whose durations the programs began to count. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "event/process.h"
#include "event/reaper.h"
#include "wire_reaper.h"

int ss_reap_met_read(const void *data, size_t size, char **exe)
{
	const struct ss_wire_met *r = data;
	size_t len;
	char *path;

	if (size < sizeof(*r) || r->head.kind != SS_WIRE_MET || r->head.size != size ||
	    r->exe_len != size - sizeof(*r) || r->whose.rule >= SS_REAP_RULES)
		return -EBADMSG;
	path = ss_path_joined(r->data, r->exe_len, !(r->head.flags & SS_WIRE_EXE_CUT), &len);
	*exe = path ? strndup(path, len) : NULL;
	free(path);
	return *exe ? 0 : -ENOMEM;
}
