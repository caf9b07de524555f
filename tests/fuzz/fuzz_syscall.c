// SPDX-License-Identifier: BSD-2-Clause
/*
 * A call: number (two bytes), ABI, result and six arguments (eight bytes each),
 * then captures: argument, kind with bit 7 for cut, length, bytes.  What is
 * written must be one JSON object without a key twice; a name for every number
 * that has one, and its arguments under the names of the table.
 */
#include <stdlib.h>
#include <string.h>

#include "core/json_read.h"
#include "syscall/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HEAD = 3 + 7 * 8, MAX_CAPTURES = 8 };

static struct ss_json_doc *doc;
static struct ss_strbuf line;

static void must(bool ok)
{
	if (!ok)
		abort();
}

/* No key twice in an object. */
static void keys_differ(struct ss_json_val object)
{
	ss_for_each_json (child, object) {
		const char *key;
		size_t len;

		ss_json_text(ss_json_key(child), &key, &len);
		must(ss_json_get(object, key + 1, len - 2).node == child.node);
		if (ss_json_type(child) == SS_JSON_OBJECT)
			keys_differ(child);
	}
}

/* Each in memory of its own size, so that the sanitizer sees one byte too far. */
static size_t take_captures(struct ss_capture *out, const uint8_t *data, size_t size)
{
	size_t n = 0, at = 0;

	while (n < MAX_CAPTURES && size - at >= 3) {
		size_t len = data[at + 2];
		char *bytes;

		len = len < size - at - 3 ? len : size - at - 3;
		bytes = malloc(len ? len : 1);
		must(bytes);
		memcpy(bytes, data + at + 3, len);
		out[n++] = (struct ss_capture){ .arg = data[at],
						.kind = data[at + 1] & 0x7f,
						.cut = data[at + 1] >> 7,
						.len = len,
						.bytes = bytes };
		at += 3 + len;
	}
	return n;
}

static void check_call(const struct ss_syscall_event *e)
{
	const struct ss_call *call = e->abi ? NULL : ss_call_of(e->nr);
	struct ss_json_val args, root = ss_json_get(ss_json_root(doc), "syscall", 7);

	must(ss_json_exists(ss_json_path(root, "name")) == (call != NULL));
	args = ss_json_path(root, "args");
	must(ss_json_type(args) == SS_JSON_OBJECT);
	for (int i = 0; call && i < SS_SYSCALL_ARGS && call->arg[i].name_len; i++) {
		char pointer[32];

		strcat(strcpy(pointer, call->arg[i].name), "_ptr");
		/* An open that makes nothing has no mode. */
		must(ss_json_exists(ss_json_path(args, call->arg[i].name)) ||
		     ss_json_exists(ss_json_path(args, pointer)) ||
		     call->arg[i].kind == SS_ARG_NEW_MODE);
	}
	if (call && call->result == SS_RESULT_VOID)
		return;
	must(ss_json_exists(ss_json_path(root, "ret")) == !ss_syscall_failed(e->ret));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ss_capture captures[MAX_CAPTURES];
	struct ss_syscall_event e = { .captures = captures };
	struct ss_json w;

	if (size < HEAD)
		return 0;
	if (!doc)
		must((doc = ss_json_doc_new()) != NULL);
	e.nr = data[0] | data[1] << 8;
	e.abi = data[2] & 3;
	e.duration_ns = data[2] >> 2;
	memcpy(&e.ret, data + 3, 8);
	memcpy(e.args, data + 11, sizeof(e.args));
	e.capture_count = take_captures(captures, data + HEAD, size - HEAD);
	ss_strbuf_clear(&line);
	ss_json_init(&w, &line);
	ss_json_object(&w, NULL);
	ss_syscall_write(&w, &e);
	ss_json_end_line(&w);
	must(!ss_json_parse(doc, line.data, line.len, NULL));
	keys_differ(ss_json_root(doc));
	check_call(&e);
	for (size_t i = 0; i < e.capture_count; i++)
		free((void *)captures[i].bytes);
	return 0;
}
