// SPDX-License-Identifier: BSD-2-Clause
/* The lines of the security events for people: who, and the members of what was done. */
#include <string.h>

#include "event/text.h"

#define NAMES_SHOWN 4 /* of a capability set; more are given in hexadecimal */

/* What each type is called in the second column, and the object that it is about. */
static const struct {
	const char *type, *word, *object;
} rows[] = {
	{ "process.creds", "creds", "creds" },
	{ "process.signal", "signal", "signal" },
	{ "process.ptrace", "ptrace", "ptrace" },
	{ "kernel.module_load", "module", "module" },
	{ "kernel.bpf_load", "bpf", "bpf" },
	{ "kernel.bpf_attach", "attach", "bpf" },
	{ "kernel.kexec", "kexec", "kexec" },
	{ "kernel.keyctl", "key", "key" },
	{ "ns.set", "setns", "ns" },
	{ "ns.unshare", "unshare", "ns" },
	{ "fs.mount", "mount", "mount" },
	{ "io_uring.setup", "uring", "io_uring" },
};

static size_t count_of(struct ss_json_val list)
{
	size_t n = 0;

	ss_for_each_json (name, list)
		n += ss_json_exists(name);
	return n;
}

/* "+CAP_NET_ADMIN -CAP_KILL", or from->to. */
static void put_change(struct ss_view *v, struct ss_json_val change)
{
	struct ss_json_val gained = ss_json_path(change, "gained"),
			   lost = ss_json_path(change, "lost");
	size_t names = count_of(gained) + count_of(lost);

	if (names && names <= NAMES_SHOWN) {
		ss_text_list(v, gained, "+", " +");
		if (count_of(gained) && count_of(lost))
			ss_strbuf_char(&v->shown, ' ');
		ss_text_list(v, lost, "-", " -");
		return;
	}
	ss_text_string(v, ss_json_path(change, "from"), false);
	ss_strbuf_str(&v->shown, "->");
	ss_text_string(v, ss_json_path(change, "to"), false);
}

/* " -> bash(4711)" */
static void put_other(struct ss_view *v, struct ss_json_val other)
{
	struct ss_json_val pid = ss_json_path(other, "pid");

	ss_strbuf_str(&v->shown, " -> ");
	ss_text_string(v, ss_json_path(other, "comm"), false);
	ss_strbuf_char(&v->shown, '(');
	ss_text_string(v, ss_json_exists(pid) ? pid : ss_json_path(other, "ns_pid"), false);
	ss_strbuf_char(&v->shown, ')');
}

static bool is(const char *key, size_t len, const char *word)
{
	return len == strlen(word) && !memcmp(key, word, len);
}

static bool speaks_for_itself(const char *key, size_t len)
{
	return is(key, len, "via") || is(key, len, "op") || is(key, len, "name") ||
	       is(key, len, "request") || is(key, len, "result") || is(key, len, "error");
}

static void put_member(struct ss_view *v, struct ss_json_val m, bool first)
{
	const char *key;
	size_t len;

	ss_json_text(ss_json_key(m), &key, &len);
	key++;
	len -= 2;
	if (is(key, len, "target") || is(key, len, "child")) {
		if (ss_json_type(m) == SS_JSON_OBJECT) {
			put_other(v, m);
			return;
		}
	}
	if (!first)
		ss_strbuf_char(&v->shown, ' ');
	if (!speaks_for_itself(key, len)) {
		ss_text_string(v, ss_json_key(m), false);
		ss_strbuf_char(&v->shown, ' ');
	}
	if (ss_json_type(m) == SS_JSON_OBJECT) {
		put_change(v, m);
		return;
	}
	if (ss_json_type(m) == SS_JSON_ARRAY)
		ss_text_list(v, m, "", "|");
	else
		ss_text_string(v, m, true);
}

/* All but _hex, what only a program can use, and a call that has the name of the event. */
static bool shown(struct ss_json_val m, const char *word)
{
	const char *key;
	size_t len;

	ss_json_text(ss_json_key(m), &key, &len);
	if ((is(key + 1, len - 2, "via") || is(key + 1, len - 2, "op")) && ss_text_is(m, word))
		return false;
	return !(len > 6 && !memcmp(key + len - 5, "_hex", 4)) && !is(key + 1, len - 2, "number") &&
	       !is(key + 1, len - 2, "tag") && !is(key + 1, len - 2, "group");
}

bool ss_text_deed(struct ss_view *v, struct ss_json_val line)
{
	struct ss_json_val type = ss_json_path(line, "type"), object;
	const char *text;
	bool first = true;
	size_t len, i = 0;

	ss_json_text(type, &text, &len);
	while (i < sizeof(rows) / sizeof(rows[0]) && !is(text + 1, len - 2, rows[i].type))
		i++;
	if (i == sizeof(rows) / sizeof(rows[0]))
		return false;
	object = ss_json_path(line, rows[i].object);
	ss_text_process(v, line, rows[i].word,
			ss_json_exists(ss_json_path(object, "error")) ? RED : DIM);
	ss_for_each_json (m, object) {
		if (!shown(m, rows[i].word))
			continue;
		put_member(v, m, first);
		first = false;
	}
	ss_text_parent(v, line);
	return true;
}
