// SPDX-License-Identifier: BSD-2-Clause
/* The lines of ss-breaker as text. */
#include "check.h"
#include "event/view.h"

#define LINE(type, rest)                                                                           \
	"{\"v\":1,\"type\":\"" type "\",\"ts\":\"2026-09-25T10:11:12.003456789Z\","                \
	"\"breaker\":{\"instance\":\"e\",\"interface\":\"eth0\"," rest "}}"

static void text(const char *line, const char *want)
{
	struct ss_strbuf buf = { 0 };
	struct ss_view v;

	check(!ss_view_init(&v, SS_VIEW_TEXT, NULL, SS_COLOR_NEVER));
	ss_strbuf_str(&buf, line);
	ss_strbuf_char(&buf, '\n');
	check(!ss_view_line(&v, &buf, 0));
	check_str(buf.data, want);
	ss_strbuf_fini(&buf);
	ss_view_fini(&v);
}

static void transition(void)
{
	text(LINE("breaker.transition",
		  "\"from\":\"healthy\",\"to\":\"warning\",\"why\":\"worse\",\"source\":"
		  "\"battery\","
		  "\"lasted_ns\":7200000000000,\"samples\":[{\"source\":\"battery\",\"health\":"
		  "\"live\",\"value\":17.5},{\"source\":\"thermal\",\"health\":\"lost\"}]"),
	     "10:11:12.003 breaker e on eth0: healthy -> warning (worse, by battery) after 7200s; "
	     "battery 17.5, thermal lost\n");
	text(LINE("breaker.transition",
		  "\"dry_run\":true,\"from\":\"b\",\"to\":\"a\",\"why\":\"better\","
		  "\"lasted_ns\":30000000000,\"samples\":[]"),
	     "10:11:12.003 breaker e on eth0 (dry run): b -> a (better) after 30s\n");
}

static void others(void)
{
	text(LINE("breaker.source", "\"source\":\"battery\",\"health\":\"held\",\"value\":17,"
				    "\"reason\":\"a battery cannot be read\""),
	     "10:11:12.003 breaker e on eth0: battery is held at 17: a battery cannot be read\n");
	text(LINE("breaker.link", "\"state\":\"gone\""),
	     "10:11:12.003 breaker e on eth0: the interface is gone\n");
	text(LINE("breaker.link", "\"shadow\":true,\"state\":\"attached\",\"mode\":\"generic\","
				  "\"reason\":\"no driver\""),
	     "10:11:12.003 breaker e on eth0 (shadow): the interface is attached, generic: no driver\n");
	text(LINE("breaker.confirm", "\"state\":\"trial\",\"level\":\"critical\","
				     "\"limit_ns\":60000000000"),
	     "10:11:12.003 breaker e on eth0: trial of critical, to be confirmed within 60s\n");
	text(LINE("breaker.confirm", "\"state\":\"reverted\""),
	     "10:11:12.003 breaker e on eth0: reverted\n");
}

static void ends(void)
{
	text(LINE("meta.start",
		  "\"mode\":\"generic\",\"reason\":\"no driver\",\"levels\":[\"a\",\"b\"]"),
	     "10:11:12.003 breaker e on eth0: begins, generic: no driver; levels a b\n");
	text(LINE("meta.start", "\"dry_run\":true,\"levels\":[\"a\"]"),
	     "10:11:12.003 breaker e on eth0 (dry run): begins; levels a\n");
	text("{\"v\":1,\"type\":\"meta.stop\",\"ts\":\"2026-09-25T10:11:12.003456789Z\",\"reason\":"
	     "\"signal\",\"breaker\":{\"instance\":\"eth0\",\"interface\":\"eth0\",\"lost\":3,"
	     "\"level\":"
	     "\"b\",\"transitions\":7}}",
	     "10:11:12.003 breaker eth0: ends: signal, at b; transitions: 7, lines lost: 3\n");
}

static const struct check_case cases[] = {
	{ "transitions", transition },
	{ "what else there is", others },
	{ "how it begins and ends", ends },
};

CHECK_MAIN(cases)
