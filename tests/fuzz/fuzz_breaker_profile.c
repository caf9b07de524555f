// SPDX-License-Identifier: BSD-2-Clause
/*
 * A file of the breaker's: what is accepted can be compiled and judged, its first level
 * passes everything, each bound is left where it was not entered; what is refused has
 * a reason of one line with its place.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "breaker/profile.h"
#include "breaker/reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
	if (!ok)
		abort();
}

static void check_levels(const struct ss_profile *p)
{
	must(p->table.level_count >= 2 && p->table.level_count <= SS_BREAKER_LEVELS);
	must(p->rules.levels == (int)p->table.level_count);
	for (size_t i = 0; i < p->table.level_count; i++) {
		const struct ss_breaker_level *l = &p->table.levels[i];

		must(!ss_breaker_level_wrong(l) && ss_profile_level(p, l->name) == (int)i);
		for (int c = 0; c < SS_BREAKER_CLASSES; c++) {
			must(i || l->classes[c].action == SS_BREAKER_PASS);
			must((l->classes[c].action == SS_BREAKER_LIMIT) ==
			     (l->classes[c].rate > 0));
		}
	}
	for (size_t i = 0; i < p->table.rule_count; i++)
		must(!ss_breaker_rule_wrong(&p->table.rules[i]));
}

static void check_sources(const struct ss_profile *p)
{
	for (int i = 0; i < p->rules.sources; i++) {
		const struct ss_level_source *s = &p->rules.source[i];

		must(p->sources[i].name && s->levels && s->samples && s->stale_ns);
		must(!(s->levels & 1) && !(s->levels >> p->rules.levels));
		for (int n = 1; n < p->rules.levels; n++) {
			if (!(s->levels >> n & 1))
				continue;
			must(ss_level_of(s, p->rules.levels, 0, s->enter[n]) >= n);
			must(ss_level_of(s, p->rules.levels, n, s->leave[n]) < n);
		}
	}
}

static void check_reading(const char *text, size_t size)
{
	int64_t value;

	ss_reading_number(text, size, &value);
	ss_reading_pressure(text, size, false, &(uint64_t){ 0 });
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ss_profile p = { 0 };
	struct ss_strbuf out = { 0 };
	char *text = malloc(size + 1);
	int err;

	must(text != NULL);
	if (size)
		memcpy(text, data, size);
	text[size] = 0;
	err = ss_profile_text(&p, "f", text, size);
	must(!err || err == -EINVAL);
	must(!err || !strncmp(p.why.data, "f:", 2));
	if (!err)
		err = ss_profile_finish(&p, NULL);
	must(!err || (p.why.len && !strchr(p.why.data, '\n')));
	if (!err) {
		check_levels(&p);
		check_sources(&p);
		ss_profile_describe(&p, &out);
		must(!out.err && out.len);
	}
	check_reading(text, size);
	ss_strbuf_fini(&out);
	ss_profile_fini(&p);
	free(text);
	return 0;
}
