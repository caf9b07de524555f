// SPDX-License-Identifier: BSD-2-Clause
/* Records of what happens to files. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "event/process.h"
#include "wire_file.h"

/* "file":{... of an open: the path it is and the path it was given. */
static void write_file(struct ss_json *w, const struct ss_wire_open *r)
{
	char path[SS_WIRE_PATH_MAX + 2];
	bool cut = r->head.flags & SS_WIRE_PATH_CUT;
	size_t len = ss_path_join(path, r->data, r->path_len, !cut);

	if (!len && !r->error)
		path[len++] = '/';
	if (len)
		ss_json_bytes(w, "path", path, len);
	if (cut)
		ss_json_bool(w, "path_truncated", true);
	ss_json_bytes(w, "given", r->data + r->path_len, r->given_len);
	if (r->head.flags & SS_WIRE_GIVEN_CUT)
		ss_json_bool(w, "given_truncated", true);
	if (r->error)
		return;
	ss_json_id(w, "inode", r->inode);
	ss_json_u64(w, "dev_major", r->dev >> 20);
	ss_json_u64(w, "dev_minor", r->dev & 0xfffff);
}

int ss_take_open(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out)
{
	const struct ss_wire_open *r = data;
	const char *error;
	struct ss_json w;

	if (size < sizeof(*r) || r->path_len > SS_WIRE_PATH_MAX ||
	    r->given_len > SS_WIRE_PATH_MAX ||
	    r->head.size != sizeof(*r) + r->path_len + r->given_len || r->head.size > size)
		return -EBADMSG;
	if (!out)
		return 0;
	w = ss_event_line(s, out, SS_EVENT_FILE_OPEN, &r->head);
	ss_json_object(&w, "file");
	write_file(&w, r);
	error = r->error ? strerrorname_np(-r->error) : NULL;
	if (error)
		ss_json_cstr(&w, "error", error);
	ss_json_end_object(&w);
	ss_actor_end(s, &w, &r->actor);
	return 0;
}
