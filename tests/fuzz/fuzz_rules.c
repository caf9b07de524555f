// SPDX-License-Identifier: BSD-2-Clause
/*
 * A filter file, and behind a NUL an event line (or any bytes).  What is
 * compiled is sorted, each value stands once, the longest prefix has all that
 * the shorter ones have, and the verdict on the line agrees with the masks.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "event/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct ss_json_doc *doc;
static struct ss_strbuf room;

static void must(bool ok)
{
	if (!ok)
		abort();
}

static bool begins_with(const struct ss_rule_value *v, const struct ss_rule_value *prefix)
{
	if (v->match != prefix->match || v->match == SS_MATCH_EXACT || prefix->bits > v->bits)
		return false;
	for (unsigned int i = 0; i < prefix->bits; i++)
		if ((v->key[i / 8] ^ prefix->key[i / 8]) & 0x80 >> i % 8)
			return false;
	return true;
}

static bool same(const struct ss_rule_value *a, const struct ss_rule_value *b)
{
	return a->match == b->match && a->bits == b->bits &&
	       !memcmp(a->key, b->key, (a->bits + 7) / 8);
}

static void check_table(const struct ss_rule_table *t)
{
	uint64_t pos = 0, neg = 0;

	for (size_t i = 0; i < t->count; i++) {
		const struct ss_rule_value *v = &t->values[i];

		pos |= v->pos;
		neg |= v->neg;
		must(v->pos | v->neg);
		for (size_t k = 0; k < t->count && t->count < 200; k++) {
			const struct ss_rule_value *w = &t->values[k];

			must(i == k || !same(v, w));
			must(!begins_with(v, w) ||
			     (k <= i && !(w->pos & ~v->pos) && !(w->neg & ~v->neg)));
		}
	}
	must(pos == t->pos_used && neg == t->neg_used);
}

static void check_line(const struct ss_rules *r, const char *line, size_t len)
{
	uint64_t none = 0, all = UINT64_MAX;
	enum ss_verdict alone, after;

	if (ss_json_parse(doc, line, len, NULL))
		return;
	alone = ss_rules_check(r, ss_json_root(doc), NULL, &room);
	after = ss_rules_check(r, ss_json_root(doc), &all, &room);
	if (ss_rules_check(r, ss_json_root(doc), &none, &room) == SS_PASSES)
		must(alone == SS_PASSES && after == SS_PASSES); /* no event */
	if (!r->by[SS_BY_TREE].count && !r->by[SS_BY_CGROUP].count && !r->by[SS_BY_CONTAINER].count)
		must(alone == after); /* the kernel knows nothing better */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	size_t len = size ? strnlen(text, size) : 0;
	struct ss_rules *r = ss_rules_new();
	int err;

	if (!doc)
		doc = ss_json_doc_new();
	must(r && doc);
	err = ss_rules_text(r, "f", text, len);
	must(!err || err == -EINVAL);
	must(!err || (r->why.len && !strncmp(r->why.data, "f:", 2) && !strchr(r->why.data, '\n')));
	must(!ss_rules_compile(r));
	must(!(r->keep & r->drop) && r->count >= 1 && r->count <= SS_RULES_MAX);
	for (int i = 0; i < SS_CRITERIA; i++)
		check_table(&r->by[i]);
	if (len < size)
		check_line(r, text + len + 1, size - len - 1);
	ss_rules_free(r);
	return 0;
}
