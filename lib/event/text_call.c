// SPDX-License-Identifier: BSD-2-Clause
/* System calls and functions, for people: "openat(AT_FDCWD, "/etc/x", O_RDONLY, 0000) = -1 ENOENT".
 */
#include <string.h>

#include "event/view.h"
#include "syscall/syscall.h"

/* Does the key K end with WORD? */
static bool ends(const char *k, size_t len, const char *word)
{
	size_t n = strlen(word);

	return len > n && !memcmp(k + len - n, word, n);
}

/* A quote inside is shown as its number, as what would steer a terminal is. */
static void put_quoted(struct ss_view *v, struct ss_json_val val)
{
	struct ss_strbuf copy = { 0 };
	size_t start = v->shown.len;

	ss_text_string(v, val, false);
	ss_strbuf_add(&copy, v->shown.data + start, v->shown.len - start);
	v->shown.len = start;
	ss_strbuf_char(&v->shown, '"');
	for (size_t i = 0; i < copy.len; i++)
		if (copy.data[i] == '"')
			ss_strbuf_str(&v->shown, "\\x22");
		else
			ss_strbuf_char(&v->shown, copy.data[i]);
	ss_strbuf_char(&v->shown, '"');
	if (copy.err)
		v->shown.err = copy.err;
	ss_strbuf_fini(&copy);
}

static void put_address(struct ss_view *v, struct ss_json_val a)
{
	struct ss_json_val ip = ss_json_path(a, "address"), path = ss_json_path(a, "path");

	if (ss_json_exists(ip)) {
		ss_strbuf_char(&v->shown, '[');
		ss_text_string(v, ip, false);
		ss_strbuf_str(&v->shown, "]:");
		ss_text_string(v, ss_json_path(a, "port"), false);
	} else if (ss_json_exists(path)) {
		put_quoted(v, path);
	} else if (ss_json_exists(ss_json_path(a, "abstract"))) {
		ss_strbuf_char(&v->shown, '@');
		put_quoted(v, ss_json_path(a, "abstract"));
	} else {
		ss_text_string(v, ss_json_path(a, "family"), false);
	}
}

/* "<[127.0.0.1]:80->[127.0.0.1]:52000>" */
static void put_socket(struct ss_view *v, struct ss_json_val s)
{
	struct ss_json_val local = ss_json_path(s, "local"), remote = ss_json_path(s, "remote");

	ss_strbuf_char(&v->shown, '<');
	if (ss_json_exists(local))
		put_address(v, local);
	else if (!ss_json_exists(remote))
		put_address(v, s);
	if (ss_json_exists(remote)) {
		ss_strbuf_str(&v->shown, "->");
		put_address(v, remote);
	}
	ss_strbuf_char(&v->shown, '>');
}

static void put_flags(struct ss_view *v, struct ss_json_val list)
{
	const char *sep = "";

	ss_for_each_json (flag, list) {
		ss_strbuf_str(&v->shown, sep);
		ss_text_string(v, flag, false);
		sep = "|";
	}
	if (!*sep)
		ss_strbuf_char(&v->shown, '0');
}

static void put_value(struct ss_view *v, struct ss_json_val val, bool text)
{
	switch (ss_json_type(val)) {
	case SS_JSON_ARRAY: put_flags(v, val); break;
	case SS_JSON_OBJECT: put_address(v, val); break;
	case SS_JSON_NULL: ss_strbuf_str(&v->shown, "NULL"); break;
	default:
		if (text && ss_json_type(val) == SS_JSON_STRING)
			put_quoted(v, val);
		else
			ss_text_string(v, val, false);
	}
}

/* "<path>" behind a descriptor, "..." behind what was cut: true if it belongs to the value before.
 */
static bool put_sibling(struct ss_view *v, const char *key, size_t len, struct ss_json_val val)
{
	if (ends(key, len, "_hex"))
		return true;
	if (ends(key, len, "_truncated")) {
		ss_strbuf_str(&v->shown, "...");
	} else if (ends(key, len, "_path")) {
		ss_strbuf_char(&v->shown, '<');
		ss_text_string(v, val, false);
		ss_strbuf_char(&v->shown, '>');
	} else if (ends(key, len, "_socket")) {
		put_socket(v, val);
	} else {
		return false;
	}
	return true;
}

/* Is argument I of the call text in memory, other than a name for a number? */
static bool is_text(const struct ss_syscall_spec *spec, unsigned int i, const char *key, size_t len)
{
	int what = spec && i < SS_SYSCALL_ARGS ? SS_GRAB_WHAT(spec->arg[i]) : SS_GRAB_NONE;

	return !ends(key, len, "_ptr") &&
	       (what == SS_GRAB_STRING || what == SS_GRAB_BYTES || what == SS_GRAB_OUT);
}

static void put_args(struct ss_view *v, struct ss_json_val args, const struct ss_syscall_spec *spec)
{
	unsigned int n = 0;

	ss_strbuf_char(&v->shown, '(');
	ss_for_each_json (arg, args) {
		const char *key;
		size_t len;

		ss_json_text(ss_json_key(arg), &key, &len);
		key++;
		len -= 2;
		if (n && put_sibling(v, key, len, arg))
			continue;
		ss_strbuf_str(&v->shown, n ? ", " : "");
		put_value(v, arg, is_text(spec, n++, key, len));
	}
	ss_strbuf_char(&v->shown, ')');
}

static void put_result(struct ss_view *v, struct ss_json_val call)
{
	struct ss_json_val ret = ss_json_path(call, "ret"), error = ss_json_path(call, "error");
	uint64_t ns;

	if (!ss_json_exists(error))
		error = ss_json_path(call, "errno");
	if (ss_json_exists(ret)) {
		ss_strbuf_str(&v->shown, " = ");
		put_value(v, ret, false);
		if (ss_json_exists(ss_json_path(call, "ret_path")))
			put_sibling(v, "ret_path", 8, ss_json_path(call, "ret_path"));
		if (ss_json_exists(ss_json_path(call, "ret_socket")))
			put_sibling(v, "ret_socket", 10, ss_json_path(call, "ret_socket"));
	} else if (ss_json_exists(error)) {
		ss_strbuf_str(&v->shown, " = -1 ");
		ss_text_string(v, error, false);
	}
	if (ss_json_get_u64(ss_json_path(call, "duration_ns"), &ns))
		ss_strbuf_printf(&v->shown, " <%llu.%06llu>", (unsigned long long)ns / 1000000000,
				 (unsigned long long)ns % 1000000000 / 1000);
}

void ss_text_syscall(struct ss_view *v, struct ss_json_val call)
{
	struct ss_json_val name = ss_json_path(call, "name");
	struct ss_syscall_spec spec;
	const char *s;
	size_t len;
	int nr;

	ss_json_text(name, &s, &len);
	nr = ss_json_exists(name) && len > 2 ? ss_syscall_number(s + 1, len - 2) : -1;
	if (ss_json_exists(name)) {
		ss_text_string(v, name, false);
	} else {
		ss_strbuf_str(&v->shown, "syscall_");
		ss_text_string(v, ss_json_path(call, "nr"), false);
	}
	put_args(v, ss_json_path(call, "args"),
		 nr >= 0 && ss_syscall_spec(nr, &spec) ? &spec : NULL);
	put_result(v, call);
}

void ss_text_uprobe(struct ss_view *v, struct ss_json_val hit)
{
	struct ss_json_val place = ss_json_path(hit, "symbol");

	if (!ss_json_exists(place))
		place = ss_json_path(hit, "offset");
	ss_text_string(v, ss_json_path(hit, "file"), true);
	ss_strbuf_char(&v->shown, ':');
	ss_text_string(v, place, true);
	put_args(v, ss_json_path(hit, "args"), NULL);
	put_result(v, hit);
}
