// SPDX-License-Identifier: BSD-2-Clause
/*
 * A line that may be an action.request.  What is carried out has a known action,
 * a pid and a start that is not in the future; what is refused says why, in
 * plain text; what the answer repeats is JSON.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "reaper/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct ss_json_doc *doc, *again;
static struct ss_strbuf room;

static void must(bool ok)
{
	if (!ok)
		abort();
}

static void is_json(const char *text)
{
	must(strnlen(text, SS_REQUEST_TEXT) < SS_REQUEST_TEXT);
	must(!*text || !ss_json_parse(again, text, strlen(text), NULL));
}

static void is_plain(const char *text)
{
	must(*text && strnlen(text, SS_REQUEST_TEXT) < SS_REQUEST_TEXT);
	for (; *text; text++)
		must(*text >= ' ' && *text < 0x7f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct ss_clock clock = { .wall_minus_boot = 1790331072000000000 };
	const struct ss_request_now now = { .boot = { "9f2c1a3b" },
					    .clock = &clock,
					    .boot_ns = UINT64_C(1000000000000) };
	struct ss_request r;
	int err;

	if (!doc) {
		doc = ss_json_doc_new();
		again = ss_json_doc_new();
	}
	must(doc && again);
	if (ss_json_parse(doc, (const char *)data, size, NULL))
		return 0;
	ss_request_is(ss_json_root(doc), &room);
	err = ss_request_read(&r, ss_json_root(doc), &now, &room);
	must(!err || err == -EINVAL || err == -ESTALE);
	must(r.pid <= INT32_MAX || *r.id);
	if (!err)
		must(r.act < SS_REQUEST_ACTS && r.pid && r.start_ns <= now.boot_ns + r.slack_ns &&
		     !*r.why);
	if (err == -EINVAL)
		is_plain(r.why);
	is_json(r.action);
	is_json(r.seq);
	is_json(r.name);
	return 0;
}
