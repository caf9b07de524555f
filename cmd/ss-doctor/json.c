// SPDX-License-Identifier: BSD-2-Clause
/* For scripts: one object, keyed by name. */
#include <stdio.h>
#include <string.h>

#include "core/json_write.h"
#include "report.h"

static void put_obstacle(struct ss_json *w, const struct ss_probe_result *r)
{
	const char *name = strerrorname_np(-r->err);

	ss_json_cstr(w, "why", r->why);
	if (r->mend)
		ss_json_cstr(w, "mend", r->mend);
	if (name)
		ss_json_cstr(w, "errno", name);
}

static void put_mechanism(struct ss_json *w, enum ss_probe p, const struct ss_probe_result *r)
{
	ss_json_object(w, ss_probe_name(p));
	ss_json_bool(w, "works", r->works);
	ss_json_cstr(w, "about", ss_probe_about(p));
	if (!r->works)
		put_obstacle(w, r);
	ss_json_cstr(w, "tried", r->detail);
	ss_json_end_object(w);
}

static void put_way(struct ss_json *w, const struct survey *s, const struct way *way)
{
	const struct ss_probe_result *r = survey_obstacle(s, way);

	ss_json_object(w, NULL);
	ss_json_cstr(w, "name", way->name);
	ss_json_bool(w, "works", !r);
	if (way->terms)
		ss_json_cstr(w, "terms", way->terms);
	if (r)
		put_obstacle(w, r);
	ss_json_end_object(w);
}

static void put_feature(struct ss_json *w, const struct survey *s, const struct feature *f)
{
	const struct way *choice = survey_choice(s, f);

	ss_json_object(w, f->name);
	ss_json_cstr(w, "state", !choice ? "missing" : choice == f->ways ? "works" : "fallback");
	ss_json_bool(w, "main", f->main);
	if (choice)
		ss_json_cstr(w, "uses", choice->name);
	ss_json_array(w, "ways");
	for (const struct way *way = f->ways; way->name; way++)
		put_way(w, s, way);
	ss_json_end_array(w);
	ss_json_end_object(w);
}

static void put_command(struct ss_json *w, const struct survey *s, const struct command *c)
{
	ss_json_object(w, c->name);
	ss_json_bool(w, "works", survey_works(s, c));
	ss_json_object(w, "features");
	for (const struct feature *f = c->features; f->name; f++)
		put_feature(w, s, f);
	ss_json_end_object(w);
	ss_json_end_object(w);
}

static void put_kernel(struct ss_json *w, const struct survey *s)
{
	ss_json_object(w, "kernel");
	ss_json_cstr(w, "release", s->kernel.release);
	ss_json_cstr(w, "machine", s->kernel.machine);
	if (s->lockdown)
		ss_json_cstr(w, "lockdown", s->lockdown);
	ss_json_end_object(w);
}

static void put_report(struct ss_json *w, const struct survey *s)
{
	ss_json_object(w, NULL);
	ss_json_u64(w, "v", 1);
	ss_json_cstr(w, "type", "doctor.report");
	put_kernel(w, s);
	ss_json_object(w, "mechanisms");
	for (int p = 0; p < SS_PROBE_COUNT; p++)
		if (survey_ran(s, p))
			put_mechanism(w, p, &s->results[p]);
	ss_json_end_object(w);
	ss_json_object(w, "commands");
	for (const struct command *c = commands; c->name; c++)
		if (survey_asked(s, c))
			put_command(w, s, c);
	ss_json_end_object(w);
	ss_json_end_line(w);
}

int report_json(const struct survey *s)
{
	struct ss_strbuf buf = { 0 };
	struct ss_json w;
	int err;

	ss_json_init(&w, &buf);
	put_report(&w, s);
	err = ss_strbuf_print(&buf);
	ss_strbuf_fini(&buf);
	return err;
}
