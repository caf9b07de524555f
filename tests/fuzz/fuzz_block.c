// SPDX-License-Identifier: BSD-2-Clause
/* A request to block: what is accepted is a clean prefix, written as it is read again. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "breaker/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
	if (!ok)
		abort();
}

static void check(struct ss_json_val root, enum ss_block_act act, struct ss_strbuf *room)
{
	struct ss_block_request r;
	int err = ss_block_read(&r, root, act, room);

	must(!err || err == -EINVAL);
	must(!err || *r.why);
	if (err)
		return;
	must((r.family == 4 && r.length <= 32) || (r.family == 6 && r.length <= 128));
	for (unsigned int bit = r.length; bit < (r.family == 4 ? 32u : 128u); bit++)
		must(!(r.addr[bit / 8] >> (7 - bit % 8) & 1));
	must(strlen(r.address) < SS_BLOCK_ADDRESS && *r.address);
	if (!r.length)
		must(ss_block_guard(&r, true) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ss_json_doc *doc = ss_json_doc_new();
	struct ss_strbuf room = { 0 };
	enum ss_block_act act;

	must(doc != NULL);
	if (!ss_json_parse(doc, (const char *)data, size, NULL) &&
	    ss_block_is(ss_json_root(doc), &act, &room))
		check(ss_json_root(doc), act, &room);
	ss_strbuf_fini(&room);
	ss_json_doc_free(doc);
	return 0;
}
