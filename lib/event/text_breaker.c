// SPDX-License-Identifier: BSD-2-Clause
/* The lines of ss-breaker, for people. */
#include "event/text.h"

/* BEFORE, and the value at PATH; nothing if there is none. */
static void put_with(struct ss_view *v, struct ss_json_val line, const char *before,
		     const char *path)
{
	if (!ss_json_exists(ss_json_path(line, path)))
		return;
	ss_strbuf_str(&v->shown, before);
	ss_text_path(v, line, path);
}

static void put_time(struct ss_view *v, struct ss_json_val line, const char *path)
{
	char text[SS_TEXT_NS_SIZE];
	uint64_t ns;

	if (!ss_json_get_u64(ss_json_path(line, path), &ns))
		return;
	ss_text_ns(text, ns);
	ss_strbuf_str(&v->shown, text);
}

/* "10:11:12.003 breaker eth0: " */
static void begin(struct ss_view *v, struct ss_json_val line, const char *color)
{
	ss_text_time(v, line);
	ss_text_paint(v, color);
	put_with(v, line, "breaker ", "breaker.interface");
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
		put_with(v, sample, " ", "value");
		if (!ss_text_is(ss_json_path(sample, "health"), "live"))
			put_with(v, sample, " ", "health");
		sep = ", ";
	}
}

/* "healthy -> warning (worse, by battery) after 2.5h; battery 17" */
static void put_transition(struct ss_view *v, struct ss_json_val line)
{
	bool better = ss_text_is(ss_json_path(line, "breaker.why"), "better");

	begin(v, line, better ? GREEN : RED);
	ss_text_path(v, line, "breaker.from");
	put_with(v, line, " -> ", "breaker.to");
	put_with(v, line, " (", "breaker.why");
	put_with(v, line, ", by ", "breaker.source");
	ss_strbuf_str(&v->shown, ") after ");
	put_time(v, line, "breaker.lasted_ns");
	put_samples(v, line);
}

/* "battery is held at 17: cannot read ..." */
static void put_source(struct ss_view *v, struct ss_json_val line)
{
	begin(v, line, YELLOW);
	ss_text_path(v, line, "breaker.source");
	put_with(v, line, " is ", "breaker.health");
	put_with(v, line, " at ", "breaker.value");
	put_with(v, line, ": ", "breaker.reason");
}

static void put_link(struct ss_view *v, struct ss_json_val line)
{
	begin(v, line, YELLOW);
	put_with(v, line, "the interface is ", "breaker.state");
	put_with(v, line, ", ", "breaker.mode");
	put_with(v, line, ": ", "breaker.reason");
}

static void put_confirm(struct ss_view *v, struct ss_json_val line)
{
	begin(v, line, YELLOW);
	ss_text_path(v, line, "breaker.state");
	put_with(v, line, " of ", "breaker.level");
	if (ss_json_exists(ss_json_path(line, "breaker.limit_ns"))) {
		ss_strbuf_str(&v->shown, ", to be confirmed within ");
		put_time(v, line, "breaker.limit_ns");
	}
}

/* "on eth0, native XDP: healthy warning critical" */
static void put_start(struct ss_view *v, struct ss_json_val line)
{
	begin(v, line, GREEN);
	put_with(v, line, "begins, ", "breaker.mode");
	put_with(v, line, ": ", "breaker.reason");
	ss_strbuf_str(&v->shown, "; levels");
	ss_for_each_json (level, ss_json_path(line, "breaker.levels")) {
		ss_strbuf_char(&v->shown, ' ');
		ss_text_string(v, level, false);
	}
}

static void put_stop(struct ss_view *v, struct ss_json_val line)
{
	begin(v, line, YELLOW);
	put_with(v, line, "ends: ", "reason");
	put_with(v, line, ", at ", "breaker.level");
	put_with(v, line, "; transitions: ", "breaker.transitions");
	put_with(v, line, ", lines lost: ", "breaker.lost");
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
