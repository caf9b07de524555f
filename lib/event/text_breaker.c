// SPDX-License-Identifier: BSD-2-Clause
/* The lines of ss-breaker, for people. */
#include <string.h>

#include "event/text.h"

/* Has the instance another name than its interface? */
static bool has_name(struct ss_json_val line)
{
	const char *name, *ifname;
	size_t len, iflen;

	ss_json_text(ss_json_path(line, "breaker.instance"), &name, &len);
	ss_json_text(ss_json_path(line, "breaker.interface"), &ifname, &iflen);
	return len != iflen || memcmp(name, ifname, len) != 0;
}

/* "10:11:12.003 breaker eth0: ", or "breaker uplink on eth0: " */
static void begin(struct ss_view *v, struct ss_json_val line, const char *color)
{
	ss_text_time(v, line);
	ss_text_paint(v, color);
	ss_text_with(v, line, "breaker ", "breaker.instance");
	if (has_name(line))
		ss_text_with(v, line, " on ", "breaker.interface");
	ss_text_paint(v, PLAIN);
	if (ss_json_exists(ss_json_path(line, "breaker.dry_run")))
		ss_strbuf_str(&v->shown, " (dry run)");
	if (ss_json_exists(ss_json_path(line, "breaker.shadow")))
		ss_strbuf_str(&v->shown, " (shadow)");
	ss_strbuf_str(&v->shown, ": ");
}

/* "battery 17, heat 60" */
static void put_samples(struct ss_view *v, struct ss_json_val line)
{
	const char *sep = "; ";

	ss_for_each_json (sample, ss_json_path(line, "breaker.samples")) {
		ss_strbuf_str(&v->shown, sep);
		ss_text_path(v, sample, "source");
		ss_text_with(v, sample, " ", "value");
		if (!ss_text_is(ss_json_path(sample, "health"), "live"))
			ss_text_with(v, sample, " ", "health");
		sep = ", ";
	}
}

/* "healthy -> warning (worse, by battery) after 2.5h; battery 17" */
static void put_transition(struct ss_view *v, struct ss_json_val line)
{
	bool better = ss_text_is(ss_json_path(line, "breaker.why"), "better");

	begin(v, line, better ? GREEN : RED);
	ss_text_path(v, line, "breaker.from");
	ss_text_with(v, line, " -> ", "breaker.to");
	ss_text_with(v, line, " (", "breaker.why");
	ss_text_with(v, line, ", by ", "breaker.source");
	ss_strbuf_str(&v->shown, ") after ");
	ss_text_took(v, line, "breaker.lasted_ns");
	put_samples(v, line);
}

/* "battery is held at 17: cannot read ..." */
static void put_source(struct ss_view *v, struct ss_json_val line)
{
	begin(v, line, YELLOW);
	ss_text_path(v, line, "breaker.source");
	ss_text_with(v, line, " is ", "breaker.health");
	ss_text_with(v, line, " at ", "breaker.value");
	ss_text_with(v, line, ": ", "breaker.reason");
}

static void put_link(struct ss_view *v, struct ss_json_val line)
{
	begin(v, line, YELLOW);
	ss_text_with(v, line, "the interface is ", "breaker.state");
	ss_text_with(v, line, ", ", "breaker.mode");
	ss_text_with(v, line, ": ", "breaker.reason");
}

static void put_confirm(struct ss_view *v, struct ss_json_val line)
{
	begin(v, line, YELLOW);
	ss_text_path(v, line, "breaker.state");
	ss_text_with(v, line, " of ", "breaker.level");
	if (ss_json_exists(ss_json_path(line, "breaker.limit_ns"))) {
		ss_strbuf_str(&v->shown, ", to be confirmed within ");
		ss_text_took(v, line, "breaker.limit_ns");
	}
}

/* "begins, native, at healthy; levels healthy warning critical" */
static void put_start(struct ss_view *v, struct ss_json_val line)
{
	begin(v, line, GREEN);
	ss_strbuf_str(&v->shown, "begins");
	ss_text_with(v, line, ", ", "breaker.mode");
	ss_text_with(v, line, ": ", "breaker.reason");
	ss_text_with(v, line, ", at ", "breaker.level");
	ss_strbuf_str(&v->shown, "; levels");
	ss_for_each_json (level, ss_json_path(line, "breaker.levels")) {
		ss_strbuf_char(&v->shown, ' ');
		ss_text_string(v, level, false);
	}
}

static void put_stop(struct ss_view *v, struct ss_json_val line)
{
	begin(v, line, YELLOW);
	ss_text_with(v, line, "ends: ", "reason");
	ss_text_with(v, line, ", at ", "breaker.level");
	ss_text_with(v, line, "; transitions: ", "breaker.transitions");
	ss_text_with(v, line, ", lines lost: ", "breaker.lost");
}

bool ss_text_breaker(struct ss_view *v, struct ss_json_val line, struct ss_json_val type)
{
	static const struct {
		const char *type;
		void (*put)(struct ss_view *v, struct ss_json_val line);
	} kinds[] = {
		{ "breaker.transition", put_transition },
		{ "breaker.source", put_source },
		{ "breaker.link", put_link },
		{ "breaker.confirm", put_confirm },
		{ "meta.start", put_start },
		{ "meta.stop", put_stop },
	};

	if (!ss_json_exists(ss_json_path(line, "breaker")))
		return false;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (ss_text_is(type, kinds[i].type)) {
			kinds[i].put(v, line);
			return true;
		}
	return false;
}
