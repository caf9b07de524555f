/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside lib/event: the parts of a line that describe a process. */
#ifndef SS_PROCESS_H
#define SS_PROCESS_H

#include "event/event.h"
#include "wire.h"

struct ss_proc_id ss_wire_proc_id(const struct ss_wire_id *id);

/*
 * Names from leaf to root ("bash\0bin\0usr\0") to "/usr/bin/bash"; OUT needs
 * len + 1 bytes.  A path that is not WHOLE lacks its beginning: no slash
 * leads.  Returns the length.
 */
size_t ss_path_join(char *out, const char *names, size_t len, bool whole);

/* "process":{ids...  then the image, then ss_process_end() with the rest and the brace. */
void ss_process_begin(struct ss_stream *s, struct ss_json *w, const struct ss_wire_task *t);
void ss_image_write(struct ss_json *w, const struct ss_image *image);
void ss_process_end(struct ss_stream *s, struct ss_json *w, const struct ss_wire_task *t,
		    uint32_t flags);

/* "parent", "ancestors", "container", "cgroup_id", "incomplete". */
void ss_neighbours_write(struct ss_stream *s, struct ss_json *w, const struct ss_wire_task *t,
			 const struct ss_proc *self);

#endif
