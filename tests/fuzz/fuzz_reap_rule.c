// SPDX-License-Identifier: BSD-2-Clause
/*
 * A file of reaper's rules: what is accepted has a target, a limit, steps that
 * rise, and numbers within their bounds; what is refused has a reason of one line
 * with its place.  The same bytes as an action, a limit, a rate and options.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "reaper/rule.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
	if (!ok)
		abort();
}

static void check_why(int err, const struct ss_strbuf *why)
{
	must(!err || err == -EINVAL);
	must(!err || (why->len && !strchr(why->data, '\n')));
}

static void check_limit(const struct ss_reap_limit *l)
{
	must(!l->ns != !l->quantile_ppm);
	if (l->ns)
		return;
	must(l->quantile_ppm < 1000000 && l->times_milli >= 1000);
	must(l->floor_ns && (!l->ceiling_ns || l->ceiling_ns >= l->floor_ns));
	must(l->window_ns >= SS_NS_PER_SEC && l->samples);
}

static void check_steps(const struct ss_reap_rule *r)
{
	must(r->step_count >= 1 && r->step_count <= SS_REAP_STEPS);
	for (size_t i = 0; i < r->step_count; i++) {
		must(r->steps[i].act < SS_REAP_ACTS);
		must(!i || r->steps[i].act > r->steps[i - 1].act);
		must(r->steps[i].wait_ns ||
		     (i == r->step_count - 1 && r->steps[i].act < SS_REAP_TERM));
	}
}

static void check_config(const struct ss_reap_config *c)
{
	size_t slots = 0;

	must(!(c->used & c->protects) && !(c->used >> c->scope->count));
	must(c->mass <= SS_REAP_MASS_MAX && !c->mass == !c->mass_ns);
	must(c->target_count <= SS_REAP_TARGETS);
	for (size_t i = 0; i < c->target_count; i++) {
		const struct ss_reap_target *t = &c->targets[i];

		slots += t->kind == SS_REAP_FUNC || t->kind == SS_REAP_UPROBE;
		must(!t->name == (t->kind == SS_REAP_ONCPU || t->kind == SS_REAP_LIFETIME));
	}
	must(slots <= SS_REAP_SLOTS);
	for (int i = 0; i < SS_REAP_RULES; i++) {
		const struct ss_reap_rule *r = &c->rules[i];

		must((c->used >> i & 1) == (r->name != NULL));
		if (!r->name)
			continue;
		must(r->targets);
		must(c->target_count == 64 || !(r->targets >> c->target_count));
		must(!r->rate == !r->rate_ns);
		check_limit(&r->limit);
		check_steps(r);
	}
}

static void check_file(const char *text, size_t len)
{
	struct ss_strbuf out = { 0 };
	struct ss_reap_config c;
	int err;

	must(!ss_reap_config_init(&c));
	err = ss_reap_config_text(&c, "f", text, len);
	check_why(err, &c.why);
	must(!err || !strncmp(c.why.data, "f:", 2));
	if (!err) {
		err = ss_reap_config_finish(&c);
		check_why(err, &c.why);
	}
	if (!err) {
		check_config(&c);
		ss_reap_describe(&c, &out);
		must(!out.err && out.len);
	}
	ss_strbuf_fini(&out);
	ss_reap_config_fini(&c);
}

static void check_parts(const char *text)
{
	struct ss_reap_rule r = { .step_count = 1 };
	struct ss_strbuf why = { 0 };
	uint64_t ns;
	uint32_t n;
	int err;

	err = ss_reap_limit_parse(&r.limit, text, &why);
	check_why(err, &why);
	if (!err)
		check_limit(&r.limit);
	err = ss_reap_steps_parse(&r, text, &why);
	check_why(err, &why);
	if (!err)
		check_steps(&r);
	err = ss_reap_rate_parse(text, &n, &ns, &why);
	check_why(err, &why);
	must(err || (n && ns));
	ss_strbuf_fini(&why);
}

static void check_options(const char *text)
{
	const struct ss_strlist list = { .items = (const char *[]){ text }, .count = 1 };
	const struct ss_reap_options o[] = {
		{ .syscalls = list, .limit = "1s", .mass = text },
		{ .funcs = list, .limit = "1s" },
		{ .uprobes = list, .limit = "1s" },
		{ .oncpu = true, .limit = "1s", .protects = list },
	};

	for (size_t i = 0; i < sizeof(o) / sizeof(o[0]); i++) {
		struct ss_reap_config c;
		int err;

		must(!ss_reap_config_init(&c));
		err = ss_reap_config_options(&c, &o[i]);
		check_why(err, &c.why);
		if (!err)
			check_config(&c);
		ss_reap_config_fini(&c);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	must(text != NULL);
	if (size)
		memcpy(text, data, size);
	text[size] = 0;
	check_file(text, size);
	check_parts(text);
	check_options(text);
	free(text);
	return 0;
}
