// SPDX-License-Identifier: BSD-2-Clause
/* What a process runs, as a record brings it whole: into the table, and into a line. */
#include <stdlib.h>

#include "event/process.h"

char *ss_path_joined(const char *names, size_t len, bool whole, size_t *out_len)
{
	char *out = malloc(len + 2);

	*out_len = 0;
	if (!out)
		return NULL;
	*out_len = ss_path_join(out, names, len, whole);
	if (!*out_len && whole)
		out[(*out_len)++] = '/';
	return out;
}

static void take_container(struct ss_proc *p, const char *names, size_t len)
{
	size_t n;
	char *path = ss_path_joined(names, len, true, &n);

	if (path)
		ss_container_from_cgroup(path, n, &p->container);
	free(path);
}

struct ss_proc *ss_program_enter(struct ss_stream *s, const struct ss_wire_task *t,
				 struct ss_program *x)
{
	struct ss_proc *p = ss_process_enter(s, t, x->flags);

	x->path = ss_path_joined(x->exe, x->exe_len, !(x->flags & SS_WIRE_EXE_CUT), &x->path_len);
	if (p && p->id.exec == t->id.exec) {
		ss_proc_set_image(
			p, ss_image_new(x->path, x->path_len, x->args, x->args_len, x->args_bytes));
		take_container(p, x->cgroup, x->cgroup_len);
	}
	return p;
}

void ss_program_fini(struct ss_program *x)
{
	free(x->path);
	x->path = NULL;
}

void ss_program_cwd(struct ss_json *w, const struct ss_program *x)
{
	bool cut = x->flags & SS_WIRE_CWD_CUT;
	size_t n;
	char *path = ss_path_joined(x->cwd, x->cwd_len, !cut, &n);

	if (n)
		ss_json_bytes(w, "cwd", path, n);
	if (cut)
		ss_json_bool(w, "cwd_truncated", true);
	free(path);
}

void ss_program_write(struct ss_stream *s, struct ss_json *w, const struct ss_wire_task *t,
		      const struct ss_program *x, const struct ss_proc *p)
{
	ss_process_begin(s, w, t);
	if (x->path_len)
		ss_json_bytes(w, "exe", x->path, x->path_len);
	if (x->flags & SS_WIRE_EXE_CUT)
		ss_json_bool(w, "exe_truncated", true);
	ss_args_write(w, x->args, x->args_len, x->args_bytes);
	ss_program_cwd(w, x);
	ss_process_end(s, w, t, x->flags);
	ss_neighbours_write(s, w, t, p, x->path, x->flags & SS_WIRE_ARGS_FAULT);
}
