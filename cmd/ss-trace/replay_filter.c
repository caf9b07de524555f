// SPDX-License-Identifier: BSD-2-Clause
/* The filters of ss-trace replay, judged on a line alone. */
#include <limits.h>
#include <string.h>

#include "core/parse.h"
#include "event/types.h"
#include "replay.h"

#define ID_LEN	 12 /* of a container's id: what a line has */
#define COMM_MAX 15

bool replay_string(struct ss_json_val v, struct ss_strbuf *text, const char **s, size_t *len)
{
	const char *raw;
	size_t size;

	if (ss_json_type(v) != SS_JSON_STRING)
		return false;
	ss_json_text(v, &raw, &size);
	ss_strbuf_clear(text);
	return ss_strbuf_reserve(text, size) && ss_json_get_str(v, text->data, s, len);
}

void replay_check_filters(const struct replay_options *opt)
{
	uint64_t n;

	for (size_t i = 0; i < opt->pid.count; i++)
		if (ss_parse_u64(opt->pid.items[i], 1, INT_MAX, &n))
			ss_cli_usage("--pid: '%s' is not a process id", opt->pid.items[i]);
	for (size_t i = 0; i < opt->comm.count; i++)
		if (!opt->comm.items[i][0] || strlen(opt->comm.items[i]) > COMM_MAX)
			ss_cli_usage("--comm: '%s' is not 1 to %d bytes long, as every comm is",
				     opt->comm.items[i], COMM_MAX);
	for (size_t i = 0; i < opt->exe.count; i++)
		if (opt->exe.items[i][0] != '/')
			ss_cli_usage("--exe: '%s' is not an absolute path", opt->exe.items[i]);
	for (size_t i = 0; i < opt->container.count; i++)
		if (strspn(opt->container.items[i], "0123456789abcdef") < ID_LEN)
			ss_cli_usage("--container: '%s' does not begin with 12 or more "
				     "hexadecimal digits",
				     opt->container.items[i]);
}

static bool is(struct ss_json_val v, struct ss_strbuf *text, const char *want, size_t want_len)
{
	const char *s;
	size_t len;

	return replay_string(v, text, &s, &len) && len == want_len && !memcmp(s, want, len);
}

/* Is the string V one of LIST, of which the first MOST bytes count? */
static bool any(const struct ss_strlist *list, struct ss_json_val v, struct ss_strbuf *text,
		size_t most)
{
	for (size_t i = 0; i < list->count; i++)
		if (is(v, text, list->items[i], strnlen(list->items[i], most)))
			return true;
	return false;
}

static bool any_number(const struct ss_strlist *list, struct ss_json_val v)
{
	uint64_t has, want;

	for (size_t i = 0; i < list->count; i++)
		if (!ss_parse_u64(list->items[i], 0, UINT64_MAX, &want) &&
		    ss_json_get_u64(v, &has) && has == want)
			return true;
	return false;
}

/* What a line does not tell passes, as in the kernel; but no container is none. */
static bool passes(const struct replay_options *opt, struct ss_json_val root,
		   struct ss_strbuf *text)
{
	struct ss_json_val pid = ss_json_path(root, "process.pid");
	struct ss_json_val uid = ss_json_path(root, "process.uid");
	struct ss_json_val user = ss_json_path(root, "process.user");
	struct ss_json_val comm = ss_json_path(root, "process.comm");
	struct ss_json_val exe = ss_json_path(root, "process.exe");

	if (opt->pid.count && ss_json_exists(pid) && !any_number(&opt->pid, pid))
		return false;
	if (opt->uid.count && ss_json_exists(uid) && !any_number(&opt->uid, uid) &&
	    !any(&opt->uid, user, text, SIZE_MAX))
		return false;
	if (opt->comm.count && ss_json_exists(comm) && !any(&opt->comm, comm, text, SIZE_MAX))
		return false;
	if (opt->exe.count && ss_json_exists(exe) && !any(&opt->exe, exe, text, SIZE_MAX))
		return false;
	return !opt->container.count ||
	       any(&opt->container, ss_json_path(root, "container.id"), text, ID_LEN);
}

static bool selected(uint64_t types, const struct replay_line *line)
{
	for (int i = 0; i < SS_EVENT_TYPES; i++)
		if ((types & SS_TYPE_BIT(i)) && strlen(ss_event_names[i]) == line->type_len &&
		    !memcmp(ss_event_names[i], line->type, line->type_len))
			return true;
	return false;
}

bool replay_wants(const struct replay_options *opt, const struct replay_line *line,
		  struct ss_strbuf *text)
{
	static const char snapshot[] = "meta.snapshot";
	bool process = line->type_len == strlen(snapshot) &&
		       !memcmp(line->type, snapshot, strlen(snapshot));

	if (line->meta && !process)
		return true;
	if (!line->meta && opt->selected && !selected(opt->selected, line))
		return false;
	return passes(opt, line->root, text);
}
