// SPDX-License-Identifier: BSD-2-Clause
/* Where a line has what the criteria ask for. */
#include <stdio.h>
#include <string.h>

#include "core/json_line.h"
#include "core/parse.h"
#include "event/rules_impl.h"
#include "proc/container.h"

static void unsure(struct ss_rule_look *l)
{
	l->maybe = (struct ss_rule_hits){ l->table->pos_used, l->table->neg_used };
}

static void see_key(struct ss_rule_look *l, const void *key, size_t len)
{
	ss_rule_see(l, (struct ss_rule_bytes){ .data = key, .len = len });
}

static void see_u32(struct ss_rule_look *l, struct ss_json_val v)
{
	uint64_t n;
	uint32_t key;

	if (!ss_json_get_u64(v, &n))
		return;
	key = n;
	see_key(l, &key, sizeof(key));
}

static bool decode(struct ss_rule_look *l, struct ss_json_val v, struct ss_rule_bytes *b)
{
	return ss_json_string(v, l->room, &b->data, &b->len);
}

static unsigned int digit(char c)
{
	return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

/* "6563" to two bytes, in the room. */
static void from_hex(struct ss_rule_look *l, struct ss_rule_bytes *b)
{
	char *to = l->room->data; /* long enough for all its digits */

	for (size_t i = 0; i < b->len / 2; i++)
		to[i] = digit(b->data[2 * i]) << 4 | digit(b->data[2 * i + 1]);
	b->data = to;
	b->len /= 2;
}

/* The bytes of a string that may have not been UTF-8.  Valid until the next call. */
static bool bytes_of(struct ss_rule_look *l, struct ss_json_val object, const char *key,
		     struct ss_rule_bytes *b)
{
	struct ss_json_val v = ss_json_get(object, key, strlen(key)), hex;
	char name[32];
	int n;

	*b = (struct ss_rule_bytes){ 0 };
	if (!decode(l, v, b))
		return false;
	if (!memmem(b->data, b->len, "\xef\xbf\xbd", 3))
		return true;
	n = snprintf(name, sizeof(name), "%s_hex", key);
	hex = ss_json_get(object, name, n);
	if (!ss_json_exists(hex))
		return true; /* it has U+FFFD in it */
	if (!decode(l, hex, b))
		return false;
	from_hex(l, b);
	return true;
}

/* Does the line say that it lacks something of this object? */
static bool is_incomplete(const struct ss_rule_look *l, const char *object)
{
	struct ss_json_val list = ss_json_get(l->line, "incomplete", strlen("incomplete"));
	size_t n = strlen(object);

	ss_for_each_json (child, list) {
		const char *text;
		size_t len;

		ss_json_text(child, &text, &len);
		if (len == n + 2 && !memcmp(text + 1, object, n))
			return true;
	}
	return false;
}

static bool is_true(struct ss_json_val object, const char *key, const char *suffix)
{
	char name[32];
	int n = snprintf(name, sizeof(name), "%s%s", key, suffix);
	bool is = false;

	return ss_json_get_bool(ss_json_get(object, name, n), &is) && is;
}

static void by_pid(struct ss_rule_look *l)
{
	see_u32(l, ss_json_path(l->line, "process.pid"));
}

static void by_uid(struct ss_rule_look *l)
{
	see_u32(l, ss_json_path(l->line, "process.uid"));
}

static void by_comm(struct ss_rule_look *l)
{
	char key[SS_RULE_COMM_LEN] = { 0 };
	struct ss_rule_bytes b;

	if (!bytes_of(l, ss_json_get(l->line, "process", 7), "comm", &b))
		return;
	memcpy(key, b.data, b.len < sizeof(key) ? b.len : sizeof(key) - 1);
	see_key(l, key, sizeof(key));
}

static void by_exe(struct ss_rule_look *l)
{
	struct ss_json_val process = ss_json_get(l->line, "process", 7);
	struct ss_rule_bytes b;

	if (bytes_of(l, process, "exe", &b)) {
		/* Only an exec marks it; but what was not cut begins with a slash. */
		b.cut = !b.len || b.data[0] != '/' || is_true(process, "exe", "_truncated");
		ss_rule_see(l, b);
	} else if (is_incomplete(l, "process")) {
		unsure(l);
	}
}

static void by_cgroup(struct ss_rule_look *l)
{
	struct ss_json_val v = ss_json_get(l->line, "cgroup_id", strlen("cgroup_id"));
	char digits[24];
	struct ss_rule_bytes b;
	uint64_t id;

	if (!decode(l, v, &b) || b.len >= sizeof(digits)) {
		unsure(l); /* every process is in one */
		return;
	}
	memcpy(digits, b.data, b.len);
	digits[b.len] = 0;
	if (!ss_parse_u64(digits, 0, UINT64_MAX, &id))
		see_key(l, &id, sizeof(id));
}

static void by_container(struct ss_rule_look *l)
{
	struct ss_rule_bytes b;

	if (decode(l, ss_json_path(l->line, "container.id"), &b) && b.len >= SS_CONTAINER_ID_LEN)
		see_key(l, b.data, SS_CONTAINER_ID_LEN);
}

static void by_path(struct ss_rule_look *l)
{
	static const char *const keys[] = { "path", "path2" };
	struct ss_json_val file = ss_json_get(l->line, "file", 4);
	bool any = false;

	for (int i = 0; i < 2; i++) {
		struct ss_rule_bytes b;

		if (!bytes_of(l, file, keys[i], &b))
			continue;
		b.cut = is_true(file, keys[i], "_truncated");
		ss_rule_see(l, b);
		any = true;
	}
	if (!any && is_incomplete(l, "file"))
		unsure(l);
}

static void by_port(struct ss_rule_look *l)
{
	static const char *const keys[] = { "net.src_port", "net.dst_port" };

	for (int i = 0; i < 2; i++) {
		uint8_t key[2];
		uint64_t n;

		if (!ss_json_get_u64(ss_json_path(l->line, keys[i]), &n))
			continue;
		key[0] = n >> 8;
		key[1] = n;
		see_key(l, key, sizeof(key));
	}
}

static void by_addr(struct ss_rule_look *l)
{
	static const char *const keys[] = { "net.src_ip", "net.dst_ip" };

	for (int i = 0; i < 2; i++) {
		uint8_t key[SS_RULE_ADDR_LEN];
		unsigned int bits;
		char text[64];
		struct ss_rule_bytes b;

		if (!decode(l, ss_json_path(l->line, keys[i]), &b) || b.len >= sizeof(text))
			continue;
		memcpy(text, b.data, b.len);
		text[b.len] = 0;
		if (ss_rule_addr(text, key, &bits))
			see_key(l, key, bits / 8);
	}
}

/* "error":"ENOENT" or "errno":2 of any object; without one it was a success. */
static void by_errno(struct ss_rule_look *l)
{
	uint32_t key = 0;

	ss_for_each_json (object, l->line) {
		uint64_t n;
		struct ss_rule_bytes b;

		if (decode(l, ss_json_get(object, "error", 5), &b))
			key = ss_rule_errno(b.data, b.len);
		else if (ss_json_get_u64(ss_json_get(object, "errno", 5), &n))
			key = n;
		if (key)
			break;
	}
	see_key(l, &key, sizeof(key));
}

void (*const ss_rule_looks[SS_CRITERIA])(struct ss_rule_look *l) = {
	[SS_BY_PID] = by_pid,
	[SS_BY_TREE] = unsure,
	[SS_BY_UID] = by_uid,
	[SS_BY_COMM] = by_comm,
	[SS_BY_EXE] = by_exe,
	[SS_BY_CGROUP] = by_cgroup,
	[SS_BY_CONTAINER] = by_container,
	[SS_BY_PATH] = by_path,
	[SS_BY_PORT] = by_port,
	[SS_BY_ADDR] = by_addr,
	[SS_BY_ERRNO] = by_errno,
};
