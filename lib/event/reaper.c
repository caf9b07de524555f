// SPDX-License-Identifier: BSD-2-Clause
/* What is overdue: the records of the programs, and what user space finds itself. */
#include "event/reaper.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "event/reaper_impl.h"

/* All that a line says, wherever it comes from. */
struct overdue {
	struct ss_reap_late late;
	struct ss_program program; /* exe NULL: as the table knows it */
	struct ss_reap_stack stack;
	const char *file;
	size_t file_len;
	bool file_cut;
	uint64_t boot_ns;
};

const char *ss_reap_rule_name(const struct ss_reap_names *names, uint32_t rule)
{
	return rule < SS_REAP_RULES ? names->rules[rule] : NULL;
}

void ss_reap_target_write(struct ss_json *w, const struct ss_reap_names *names, uint32_t target)
{
	const char *name = names->targets[target];

	if (name)
		ss_json_bytes(w, "target", name, strlen(name));
	ss_json_cstr(w, "kind", names->kind_words[names->kinds[target]]);
}

void ss_reap_state_write(struct ss_json *w, char state, const char *wchan)
{
	if (state)
		ss_json_str(w, "state", &state, 1);
	if (wchan && *wchan && strcmp(wchan, "0"))
		ss_json_bytes(w, "wchan", wchan, strlen(wchan));
}

/* What was done about it. */
static void put_deed(struct ss_json *w, const struct ss_reap_names *names,
		     const struct ss_reap_late *l)
{
	char signal[SS_SIGNAL_NAME_SIZE];

	ss_json_cstr(w, "action", names->actions[l->rule]);
	ss_json_cstr(w, "verdict", names->verdicts[l->verdict]);
	if (l->guard)
		ss_json_cstr(w, "guard", names->guards[l->guard]);
	if (l->reason)
		ss_json_bytes(w, "reason", l->reason, strlen(l->reason));
	if (l->signal) {
		ss_signal_name(l->signal, signal);
		ss_json_cstr(w, "signal", signal);
	}
	ss_error_write(w, l->error);
	if (l->signalled_ns > l->seen_ns)
		ss_json_u64(w, "react_ns", l->signalled_ns - l->seen_ns);
}

static void put_reaper(struct ss_json *w, const struct ss_reap_names *names,
		       const struct ss_reap_late *l)
{
	const char *rule = names->rules[l->rule];

	ss_json_object(w, "reaper");
	ss_json_bytes(w, "rule", rule, strlen(rule));
	ss_reap_target_write(w, names, l->target);
	ss_json_u64(w, "elapsed_ns", l->elapsed_ns);
	ss_json_u64(w, "limit_ns", l->limit_ns);
	ss_json_bool(w, "in_flight", l->in_flight);
	put_deed(w, names, l);
	ss_reap_state_write(w, l->state, l->wchan);
	ss_json_end_object(w);
}

static void put_file(struct ss_json *w, const struct overdue *o)
{
	if (!o->file_len)
		return;
	ss_json_object(w, "file");
	ss_json_bytes(w, "path", o->file, o->file_len);
	if (o->file_cut)
		ss_json_bool(w, "path_truncated", true);
	ss_json_end_object(w);
}

/* A process of which the record brings no image: what the table has. */
static void put_known(struct ss_stream *s, struct ss_json *w, const struct ss_reap_late *l,
		      const struct ss_proc *p)
{
	const struct ss_wire_task *t = l->task;
	const struct ss_image *image = ss_image_of(p, &t->id);

	ss_process_begin(s, w, t);
	ss_image_write(w, image);
	if (l->cwd)
		ss_json_bytes(w, "cwd", l->cwd, strlen(l->cwd));
	ss_process_end(s, w, t, l->flags);
	ss_neighbours_write(s, w, t, p, image, false);
}

static void put_line(struct ss_stream *s, const struct ss_reap_names *names, struct overdue *o,
		     struct ss_strbuf *out)
{
	const struct ss_wire_task *t = o->late.task;
	struct ss_json w;
	struct ss_proc *p;

	if (o->program.exe)
		p = ss_program_enter(s, t, &o->program);
	else
		p = ss_process_enter(s, t, o->late.flags);
	if (out) {
		ss_json_init(&w, out);
		ss_stream_begin(s, &w, "reaper.overdue", o->boot_ns);
		put_reaper(&w, names, &o->late);
		put_file(&w, o);
		ss_reap_stack_write(&w, names, &o->stack);
		if (o->program.exe)
			ss_program_write(s, &w, t, &o->program, p);
		else
			put_known(s, &w, &o->late, p);
		ss_json_end_line(&w);
	}
	ss_program_fini(&o->program);
}

static bool are_named(const struct ss_reap_names *names, const struct ss_reap_late *l)
{
	return ss_reap_rule_name(names, l->rule) && l->target < names->target_count &&
	       (uint32_t)l->verdict < SS_REAP_VERDICTS && (uint32_t)l->guard < SS_GUARDS;
}

static bool is_whole(const struct ss_wire_overdue *r, size_t size)
{
	uint64_t want = sizeof(*r);

	if (size < want || r->kernel_frames > SS_REAP_FRAMES || r->user_frames > SS_REAP_FRAMES)
		return false;
	want += (uint64_t)r->exe_len + r->cwd_len + r->cgroup_len + r->args_len + r->file_len;
	return r->head.size == want && want <= size;
}

static struct ss_reap_late late_of(const struct ss_wire_overdue *r)
{
	return (struct ss_reap_late){
		.task = &r->task,
		.flags = r->head.flags,
		.rule = r->rule,
		.target = r->target,
		.elapsed_ns = r->elapsed_ns,
		.limit_ns = r->limit_ns,
		.in_flight = !r->returned,
		.verdict = (enum ss_reap_verdict)r->verdict,
		.guard = (enum ss_guard)r->guard,
		.signal = r->signalled_ns || r->error ? (int)r->signal : 0,
		.error = r->error,
		.seen_ns = r->seen_ns,
		.signalled_ns = r->signalled_ns,
	};
}

/* Of a kernel thread, and where it could not be told, there is no image. */
static struct ss_program program_of(const struct ss_wire_overdue *r)
{
	const char *at = r->data;
	struct ss_program x = { .flags = r->head.flags };

	if (!r->exe_len)
		return x;
	x.exe = at;
	x.exe_len = r->exe_len;
	x.cwd = at += r->exe_len;
	x.cwd_len = r->cwd_len;
	x.cgroup = at += r->cwd_len;
	x.cgroup_len = r->cgroup_len;
	x.args = at + r->cgroup_len + r->file_len;
	x.args_len = r->args_len;
	x.args_bytes = r->args_bytes;
	return x;
}

static int take_overdue(struct ss_stream *s, const struct ss_reap_names *names,
			const struct ss_wire_overdue *r, size_t size, struct ss_strbuf *out)
{
	struct overdue o;
	char *file = NULL;

	if (!is_whole(r, size))
		return -EBADMSG;
	o = (struct overdue){
		.late = late_of(r),
		.program = program_of(r),
		.stack = { .kernel = r->kernel_stack,
			   .kernel_frames = r->kernel_frames,
			   .user = r->user_stack,
			   .user_frames = r->user_frames,
			   .id = ss_wire_proc_id(&r->task.id) },
		.file_cut = r->head.flags & SS_WIRE_REAP_FILE_CUT,
		.boot_ns = r->head.boot_ns,
	};
	if (!are_named(names, &o.late))
		return -EBADMSG;
	if (r->file_len && out)
		o.file = file = ss_path_joined(r->data + r->exe_len + r->cwd_len + r->cgroup_len,
					       r->file_len, !o.file_cut, &o.file_len);
	put_line(s, names, &o, out);
	free(file);
	return 0;
}

int ss_reap_take(struct ss_stream *s, const struct ss_reap_names *names, const void *data,
		 size_t size, struct ss_strbuf *out)
{
	const struct ss_wire_head *h = data;
	struct ss_reap_end end;
	int err;

	if (size >= sizeof(*h) && h->kind == SS_WIRE_OVERDUE)
		return take_overdue(s, names, data, size, out);
	err = ss_reap_gone_read(data, size, &end);
	if (!err && !ss_reap_rule_name(names, end.rule))
		err = -EBADMSG;
	if (!err && out)
		return ss_reap_end_write(s, names, &end, out);
	if (!err)
		ss_proc_retire(s->table, &end.id, end.boot_ns);
	return err;
}

int ss_reap_late_write(struct ss_stream *s, const struct ss_reap_names *names,
		       const struct ss_reap_late *late, struct ss_strbuf *out)
{
	struct overdue o = {
		.late = *late,
		.stack = { .text = late->kernel_stack },
		.file = late->file,
		.file_len = late->file ? strlen(late->file) : 0,
	};

	if (!are_named(names, late))
		return -EINVAL;
	if (late->seen_ns)
		o.boot_ns = ss_clock_boot() - (ss_clock_mono() - late->seen_ns);
	put_line(s, names, &o, out);
	return 0;
}

int ss_reap_take_survey(struct ss_stream *s, const void *data, size_t size, size_t *used)
{
	const struct ss_wire_survey *r = data;
	struct ss_proc_id id;
	struct ss_proc *p;

	if (size < sizeof(*r) || r->head.size != sizeof(*r) || r->head.kind != SS_WIRE_SURVEY)
		return -EBADMSG;
	*used = sizeof(*r);
	id = ss_wire_proc_id(&r->task.id);
	p = ss_proc_find(s->table, &id);
	if (p && p->id.exec == id.exec)
		return 0;
	p = ss_process_enter(s, &r->task, r->head.flags);
	if (p && !p->kernel_thread)
		ss_proc_from_procfs(p, NULL);
	return 0;
}
