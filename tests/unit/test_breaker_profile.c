// SPDX-License-Identifier: BSD-2-Clause
/* What files of YAML mean to the breaker, and what is wrong with them. */
#include <errno.h>
#include <stdlib.h>

#include "breaker/profile.h"
#include "check.h"
#include "core/clock.h"

#define S SS_NS_PER_SEC

static struct ss_profile p;

/* 0 or why not. */
static int load(const char *text, const char *supply)
{
	int err;

	ss_profile_fini(&p);
	err = ss_profile_text(&p, "f", text, strlen(text));
	return err ? err : ss_profile_finish(&p, supply);
}

static void wrong(const char *text, const char *why)
{
	if (!check(load(text, NULL) == -EINVAL) || !check(p.why.data != NULL))
		printf("# for %s\n", text);
	else
		check_str(p.why.data, why);
	ss_profile_fini(&p);
}

static const struct ss_breaker_policy *policy(int level, int class)
{
	return &p.table.levels[level].classes[class];
}

static void rule_is(size_t i, const char *text)
{
	struct ss_strbuf out = { 0 };

	if (check(i < p.table.rule_count)) {
		ss_profile_rule_text(&p.table.rules[i], &out);
		check_str(out.data ? out.data : "", text);
	}
	ss_strbuf_fini(&out);
}

static void builtin(void)
{
	struct ss_strbuf out = { 0 };

	ss_profile_fini(&p);
	check(!ss_profile_finish(&p, NULL));
	check(p.table.level_count == 3 && p.rules.levels == 3 && p.rules.sources == 1);
	check(policy(0, SS_BREAKER_TELEMETRY)->action == SS_BREAKER_PASS);
	check(policy(1, SS_BREAKER_TELEMETRY)->action == SS_BREAKER_DROP);
	check(policy(1, SS_BREAKER_DEFAULT)->action == SS_BREAKER_PASS);
	check(policy(1, SS_BREAKER_MALFORMED)->action == SS_BREAKER_PASS);
	check(policy(2, SS_BREAKER_HEARTBEAT)->action == SS_BREAKER_LIMIT);
	check(policy(2, SS_BREAKER_MALFORMED)->action == SS_BREAKER_DROP);
	check(p.table.levels[1].drain_ns == 30 * S && p.table.levels[2].drain_ns == 0);
	check(p.rules.dwell_ns == 30 * S && p.rules.source[0].falling);
	check(p.rules.source[0].enter[1] == 20000 && p.rules.source[0].leave[2] == 10000);
	check(!ss_profile_has_management(&p) && ss_profile_locks_out_at(&p));
	ss_profile_describe(&p, &out);
	check(strstr(out.data, "warning at 20% or less, until 25%") != NULL);
	check(strstr(out.data, "heartbeat 200/s") != NULL);
	ss_strbuf_fini(&out);
	/* What is built in can be given as a file. */
	check(!load(ss_profile_builtin, NULL) && p.table.rule_count == 27);
}

static void levels(void)
{
	check(!load("levels: {a: , b: {telemetry: 10/s}, c: {default: drop, fragment: pass},\n"
		    "         d: {essential: 64kbit/s burst 4k, drain: forever}}\nsources: []",
		    NULL));
	check(p.table.level_count == 4 && ss_profile_level(&p, "c") == 2);
	check(policy(1, SS_BREAKER_TELEMETRY)->rate == 10);
	check(policy(2, SS_BREAKER_TELEMETRY)->rate == 10); /* as before */
	check(policy(2, SS_BREAKER_FRAGMENT)->action == SS_BREAKER_PASS);
	check(policy(2, SS_BREAKER_MALFORMED)->action == SS_BREAKER_DROP);
	check(policy(3, SS_BREAKER_DEFAULT)->action == SS_BREAKER_DROP);
	check(policy(3, SS_BREAKER_ESSENTIAL)->bytes &&
	      policy(3, SS_BREAKER_ESSENTIAL)->rate == 8000);
	check(policy(3, SS_BREAKER_ESSENTIAL)->burst == 4096);
	check(p.table.levels[1].drain_ns == 30 * S);
	check(p.table.levels[3].drain_ns == SS_BREAKER_DRAIN_FOREVER);
	check(p.rules.sources == 0);
	check(!load("levels: {a: , b: {telemetry: drop}}\nsources: []", NULL));
	check(!ss_profile_locks_out_at(&p));

	wrong("levels: {a: }\nsources: []", "f:1:9: a breaker has at least two levels");
	wrong("levels: {a: {default: drop}, b: }\nsources: []",
	      "f:1:10: the first level passes everything: it is the one to begin with, and to fall "
	      "back to");
	wrong("levels: {a: , b: {management: drop}}\nsources: []",
	      "f:1:19: 'management' always passes, at every level, so that nobody is locked out: "
	      "leave it out here; what is of it stands under 'classes'");
	wrong("levels: {a: , b: {infrastructure: 10/s}}\nsources: []",
	      "f:1:19: 'infrastructure' always passes, at every level, so that links and addresses "
	      "stay alive: leave it out here");
	wrong("levels: {a: , 'b c': {}}\nsources: []",
	      "f:1:15: 'b c' is no name of a level: letters, digits, - and _, at most 31 of them");
	wrong("levels: {a: , auto: }\nsources: []", "f:1:15: a level cannot be called 'auto'");
	wrong("levels: {a: , b: {default: dorp}}\nsources: []",
	      "f:1:28: 'dorp' is neither pass nor drop nor a rate, as 100/s, 100/s burst 20 or "
	      "64kbit/s");
	wrong("levels: {a: , b: {default: 0/s}}\nsources: []",
	      "f:1:28: '0/s': a rate is from 1 to 100G packets or bytes (800Gbit) a second, "
	      "a burst at most 1000000 packets or 1T bytes");
	wrong("levels: {a: , b: {default: 4bit/s}}\nsources: []",
	      "f:1:28: '4bit/s': a rate is from 1 to 100G packets or bytes (800Gbit) a second, "
	      "a burst at most 1000000 packets or 1T bytes");
	wrong("levels: {a: , b: {drain: soon}}\nsources: []",
	      "f:1:26: 'soon' is not a time, as 500ms or 2m");
	wrong("levels: {a: , b: }",
	      "f:1:1: levels of its own need sources of its own: 'sources: []' for none");
	wrong("", "f:1:1: it says nothing");
	wrong("level: {}", "f:1:1: unknown key 'level' (did you mean 'levels'?)");
}

/* What is wrong in one place hides nothing that is wrong in another. */
static void mistakes(void)
{
	struct ss_strbuf text = { 0 };
	const char *last;

	wrong("levels: {a: , b: {telemetry: dorp}}",
	      "f:1:1: levels of its own need sources of its own: 'sources: []' for none\n"
	      "f:1:30: 'dorp' is neither pass nor drop nor a rate, as 100/s, 100/s burst 20 or "
	      "64kbit/s");
	wrong("levels:\n  a:\n  b: {nothing: 1, drain: soon, default: 0/s, telemetry: drop}\n"
	      "  c: {essential: dorp}\n  d: {telemetry: [drop]}\n"
	      "classes:\n  none: x\n  essential: [udo/1, tcp/1, {}]\n"
	      "sources:\n  - {battery: , enter: {elsewhere: 2}}\n  - {thermal: , every: now}\n"
	      "  - {file: x, enter: {b: 2, c: 1}}\ndwell: -1\nelse: 2",
	      "f:14:1: unknown key 'else' (there are: levels, classes, sources, dwell)\n"
	      "f:3:7: unknown key 'nothing' (there are: heartbeat, essential, telemetry, default, "
	      "fragment, malformed, drain)\n"
	      "f:3:26: 'soon' is not a time, as 500ms or 2m\n"
	      "f:3:41: '0/s': a rate is from 1 to 100G packets or bytes (800Gbit) a second, a "
	      "burst at most 1000000 packets or 1T bytes\n"
	      "f:4:18: 'dorp' is neither pass nor drop nor a rate, as 100/s, 100/s burst 20 or "
	      "64kbit/s\n"
	      "f:5:18: a single value is wanted here, not a list\n"
	      "f:7:3: unknown key 'none' (there are: management, heartbeat, essential, telemetry)\n"
	      "f:8:15: 'udo/1' is not a rule, as tcp/22, vrrp, or 10.0.0.0/8\n"
	      "f:8:29: a rule that says nothing\n"
	      "f:10:25: there is no level 'elsewhere'\n"
	      "f:11:24: 'now' is not a time, as 500ms or 2m\n"
	      "f:13:8: '-1' is not a time, as 500ms or 2m");
	/* Sources are about levels: of those that have no names nothing is known. */
	wrong("levels: {a: , auto: }\nsources: [{battery: , enter: {auto: 2}}]",
	      "f:1:15: a level cannot be called 'auto'");
	/* What there is no room for is told once, and a long list is cut off. */
	ss_strbuf_str(&text, "classes:\n  essential:\n");
	for (int i = 0; i < SS_BREAKER_RULES + 50; i++)
		ss_strbuf_printf(&text, "    - tcp/%d\n", i + 1);
	check(load(text.data, NULL) == -EINVAL);
	check(strstr(p.why.data, ": more than ") && !strchr(p.why.data, '\n'));
	ss_strbuf_clear(&text);
	ss_strbuf_str(&text, "classes:\n  essential:\n");
	for (int i = 0; i < 23; i++)
		ss_strbuf_printf(&text, "    - tpc/%d\n", i + 1);
	check(load(text.data, NULL) == -EINVAL);
	last = strrchr(p.why.data, '\n');
	check_str(last ? last : "", "\nf: 3 more mistakes");
	ss_strbuf_fini(&text);
	ss_profile_fini(&p);
}

/* Where nothing is dropped, nothing is to end. */
static void drains(void)
{
	struct ss_strbuf out = { 0 };

	check(!load("levels: {a: , b: {telemetry: 10/s, drain: 9s}, c: {telemetry: drop}}\n"
		    "sources: [{command: x, every: 15s, enter: {b: 10, c: 5}}]",
		    NULL));
	check(!ss_breaker_level_drains(&p.table.levels[0]));
	check(!ss_breaker_level_drains(&p.table.levels[1]));
	check(ss_breaker_level_drains(&p.table.levels[2]));
	ss_profile_describe(&p, &out);
	check(strstr(out.data, " 1 b: telemetry 10/s\n") != NULL);
	check(strstr(out.data,
		     " 2 c: telemetry drop; TCP connections that there are go on for 9s\n") !=
	      NULL);
	check(strstr(out.data, "3 in a row or for 22.5s; silent for 45s it is held for 2m\n") !=
	      NULL);
	ss_strbuf_fini(&out);
}

static void rates(void)
{
	static const char *const good[] = {
		"1/s",	     "999999999/s",	     "1GB/s",	      "8bit/s",
		"2k/s",	     "5/s burst 1",	     "10GB/s",	      "10000000000B/s",
		"800Gbit/s", "100G/s burst 1000000", "1MB/s burst 2M"
	};
	static const char *const bad[] = { "1",		  "/s",		 "1/m",
					   "-1/s",	  "1.5/s",	 "1xB/s",
					   "1/s burst",	  "1/s burst 0", "1/s  burst 2",
					   "1kk/s",	  "1byte/s",	 "100000000001/s",
					   "101GB/s",	  "801Gbit/s",	 "1/s burst 1000001",
					   "1000000GB/s", "pass drop",	 "k/s" };
	char text[128];

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		snprintf(text, sizeof(text), "levels: {a: , b: {default: %s}}\nsources: []",
			 good[i]);
		if (!check(!load(text, NULL)))
			printf("# %s: %s\n", good[i], p.why.data);
	}
	check(policy(1, SS_BREAKER_DEFAULT)->rate == 1000000 &&
	      policy(1, SS_BREAKER_DEFAULT)->burst == 2 << 20);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(text, sizeof(text), "levels: {a: , b: {default: %s}}\nsources: []",
			 bad[i]);
		if (!check(load(text, NULL) == -EINVAL))
			printf("# %s\n", bad[i]);
	}
}

static void rules(void)
{
	check(!load(
		"classes:\n"
		"  management: [tcp/22, 10.0.0.0/8, 'fe80::/10', {port: 8443, prefix: 192.0.2.1}]\n"
		"  heartbeat: {proto: [udp, sctp], dest-port: [7, 9000-9010]}\n"
		"  essential: [{icmp: echo-request}, {ethertype: ['0x88f7', 802.2]}, vrrp, 47]\n"
		"  telemetry: {dscp: [cs1, 63], proto: udp, source-port: 5}\n",
		NULL));
	rule_is(0, "tcp/22");
	rule_is(1, "10.0.0.0/8");
	rule_is(2, "fe80::/10");
	rule_is(3, "tcp/8443 192.0.2.1");
	rule_is(4, "udp/8443 192.0.2.1");
	rule_is(5, "udp to/7");
	rule_is(6, "udp to/9000-9010");
	rule_is(8, "sctp to/9000-9010");
	rule_is(9, "icmp type 8");
	rule_is(10, "icmpv6 type 128");
	rule_is(11, "ethertype 0x88f7");
	rule_is(12, "ethertype 0x0000");
	rule_is(13, "vrrp");
	rule_is(14, "gre");
	rule_is(15, "udp from/5 dscp cs1,63");
	check(p.table.rule_count == 16);
	check(p.table.rules[5].line == 3 && p.table.rules[5].side == SS_BREAKER_DST);
	check(ss_profile_has_management(&p));
	/* Of a class that is not named what is built in stays; of one with nothing, nothing. */
	check(!load("classes: {telemetry: []}", NULL));
	check(p.table.rule_count == 12);
	check(!load("classes: {essential: , telemetry: udp/1}", NULL));
	check(p.table.rule_count == 5);

	wrong("classes: {telemetry: tcpp/22}",
	      "f:1:22: 'tcpp/22' is not a rule, as tcp/22, vrrp, or 10.0.0.0/8");
	wrong("classes: {telemetry: tcp/65536}",
	      "f:1:22: 'tcp/65536' is not a rule, as tcp/22, vrrp, or 10.0.0.0/8");
	wrong("classes: {telemetry: 10.0.0.1/8}",
	      "f:1:22: '10.0.0.1/8' has bits behind its length");
	wrong("classes: {telemetry: {prefix: 10.0.0.0/33}}",
	      "f:1:31: '10.0.0.0/33' is not an address or a prefix, as 10.0.0.0/8");
	wrong("classes: {telemetry: {proto: udo, port: 1}}",
	      "f:1:30: 'udo' is not a protocol, as tcp, udp or 112 (did you mean 'udp'?)");
	wrong("classes: {telemetry: {port: 9-1}}",
	      "f:1:29: '9-1' is not a port or a range of them, as 53 or 5000-5100");
	wrong("classes: {telemetry: {proto: icmp, port: 9}}",
	      "f:1:22: ports are those of TCP, UDP or SCTP");
	wrong("classes: {telemetry: {port: 9, dest-port: 9}}",
	      "f:1:22: only one of port, source-port and dest-port");
	wrong("classes: {telemetry: {port: 9, icmp: 9}}", "f:1:38: ICMP has no ports");
	wrong("classes: {heartbeat: {dscp: ef}}",
	      "f:1:22: the sender chooses the DSCP: without a prefix it makes only telemetry");
	wrong("classes: {telemetry: {dscp: 64}}", "f:1:29: '64' is not a DSCP, as cs1, ef or 46");
	wrong("classes: {telemetry: {ethertype: '0x88f7', port: 1}}",
	      "f:1:34: nothing else can be said with an ethertype");
	wrong("classes: {telemetry: {ethertype: '0x0800'}}",
	      "f:1:22: IP is told apart by its protocol");
	wrong("classes: {telemetry: {}}", "f:1:22: a rule that says nothing");
	wrong("classes: {default: tcp/1}",
	      "f:1:11: unknown key 'default' (there are: management, heartbeat, essential, "
	      "telemetry)");
	wrong("classes: {infrastructure: tcp/1}",
	      "f:1:11: unknown key 'infrastructure' (there are: management, heartbeat, "
	      "essential, telemetry)");
}

static void many_rules(void)
{
	struct ss_strbuf text = { 0 };

	ss_strbuf_str(&text, "classes: {telemetry: {proto: [tcp, udp], port: [");
	for (int i = 1; i <= 2049; i++)
		ss_strbuf_printf(&text, "%d,", i);
	ss_strbuf_str(&text, "]}}");
	check(load(text.data, NULL) == -EINVAL);
	check(strstr(p.why.data, "more than 4096 rules") != NULL);
	ss_strbuf_fini(&text);
}

static void sources(void)
{
	const struct ss_level_source *l = p.rules.source;

	check(!load("sources:\n"
		    "  - {battery: BAT1, enter: {warning: 30}, every: 5s}\n"
		    "  - {thermal: cpu-thermal, enter: {warning: 70, critical: 90.5}, samples: 1}\n"
		    "  - {pressure: memory, of: full, window: 1s, enter: {critical: 40}}\n"
		    "  - {file: /run/x, key: battery, enter: {warning: 100, critical: 10}}\n"
		    "  - {command: 'upsc x', worse: below, enter: {critical: 11.2}, limit: 1s}\n"
		    "  - {stdin: load, name: l, worse: above, enter: {warning: -10}, hold: 0}\n"
		    "  - {battery: , enter: {critical: 4}, leave: {critical: 6}, stale: 1h}\n"
		    "dwell: 5s\n",
		    NULL));
	check(p.rules.sources == 7 && p.rules.dwell_ns == 5 * S);
	/* Read every 5, 2, 30 and 10 s, or told. */
	check(l[0].settle_ns == 10 * S && l[2].settle_ns == 10 * S && l[4].settle_ns == 45 * S &&
	      l[5].settle_ns == 10 * S && l[6].settle_ns == 15 * S);
	check_str(p.sources[0].what, "BAT1");
	check(l[0].falling && l[0].levels == 2 && l[0].enter[1] == 30000 && l[0].leave[1] == 35000);
	check(p.sources[0].every_ns == 5 * S && l[0].stale_ns == 30 * S);
	check(!l[1].falling && l[1].levels == 6 && l[1].enter[2] == 90500 &&
	      l[1].leave[2] == 85500);
	check(l[1].urgent == 4 && l[1].samples == 1 && l[0].urgent == 0);
	check(p.sources[2].full && p.sources[2].window_ns == S && l[2].leave[2] == 30000);
	check(l[3].falling && l[3].leave[1] == 110000 && !strcmp(p.sources[3].key, "battery"));
	check(l[4].falling && l[4].enter[2] == 11200 && l[4].leave[2] == 12320);
	check_str(p.sources[5].name, "l");
	check(!l[5].falling && l[5].leave[1] == -11000 && l[5].hold_ns == 0 &&
	      l[5].stale_ns == 300 * S);
	check_str(p.sources[6].name, "battery2");
	check(p.sources[6].what == NULL && l[6].stale_ns == 3600 * S);

	check(!load("sources: [{battery: , enter: {warning: 98}},\n"
		    "  {command: x, settle: 1s, worse: below, enter: {warning: 3}}]",
		    NULL));
	check(l[0].leave[1] == 100000 && l[1].settle_ns == S);

	wrong("sources: [{battery: , enter: {warning: 101}}]",
	      "f:1:30: warning: not within 0 and 100 percent");
	wrong("sources: [{pressure: io, enter: {warning: 10}, leave: {warning: -1}}]",
	      "f:1:55: warning: not within 0 and 100 percent");
	wrong("sources: [{enter: {warning: 3}}]",
	      "f:1:11: a source of what?  battery, thermal, pressure, file, command or stdin");
	wrong("sources: [{battery: , thermal: }]",
	      "f:1:23: a source is either of 'battery' or of 'thermal'");
	wrong("sources: [{battery: , enter: {warnin: 3}}]",
	      "f:1:31: there is no level 'warnin' (did you mean 'warning'?)");
	wrong("sources: [{battery: , enter: {healthy: 3}}]",
	      "f:1:31: 'healthy' is the first level, where nothing is called for");
	wrong("sources: [{battery: , enter: {warning: 5, critical: 20}}]",
	      "f:1:30: critical has to be entered at a lower value than warning");
	wrong("sources: [{battery: , enter: {warning: 20}, leave: {warning: 20}}]",
	      "f:1:52: warning has to be left at a higher value than it is entered at");
	wrong("sources: [{thermal: , enter: {warning: 80}, leave: {critical: 20}}]",
	      "f:1:52: critical is left, but never entered");
	wrong("sources: [{battery: }]",
	      "f:1:11: a source that calls for no level: 'enter' is missing");
	wrong("sources: [{file: /x, enter: {warning: 3}}]",
	      "f:1:29: is less worse, or more?  Say 'worse: below' or 'worse: above'");
	wrong("sources: [{file: /x, worse: less, enter: {warning: 3}}]",
	      "f:1:29: 'less' is neither below nor above");
	wrong("sources: [{pressure: disk, enter: {warning: 3}}]",
	      "f:1:22: 'disk' is none of memory, cpu and io, nor the path of such a file of a "
	      "cgroup");
	wrong("sources: [{battery: , of: full, enter: {warning: 3}}]",
	      "f:1:23: a source of battery has no 'of'");
	wrong("sources: [{stdin: x, every: 1s, enter: {warning: 3}}]",
	      "f:1:22: a source of stdin has no 'every'");
	wrong("sources: [{battery: , worse: above, enter: {warning: 3}}]",
	      "f:1:23: a source of battery has no 'worse'");
	wrong("sources: [{battery: , enter: {warning: much}}]",
	      "f:1:40: 'much' is not a value, as 20 or 85.5");
	wrong("sources: [{battery: , samples: 0, enter: {warning: 3}}]",
	      "f:1:32: '0' is not a number from 1 to 1000");
	wrong("sources: [{pressure: cpu, window: 100ms, enter: {warning: 3}}]",
	      "f:1:35: a window is 500ms to 10s long");
	wrong("sources: [{file: /x, every: 1ms, worse: below, enter: {warning: 3}}]",
	      "f:1:29: at most every 10ms");
	wrong("sources: [{thermal: , every: 10s, stale: 10s, enter: {warning: 3}}]",
	      "f:1:42: it would be silent before it is read again: 'every' has to be less");
	check(!load("sources: [{battery: , stale: 11s, enter: {warning: 3}}]", NULL));
	check(!load("sources: [{file: /x, stale: 1s, worse: below, enter: {warning: 3}}]", NULL));
	wrong("sources: [{name: a, battery: , enter: {warning: 3}},\n"
	      " {name: a, thermal: , enter: {warning: 3}}]",
	      "f:2:9: another source is called 'a'");
	wrong("sources: {}", "f:1:10: a list is wanted here, not a map");
}

static void supply(void)
{
	check(!load("dwell: 1s", "hid-1") && p.rules.sources == 1);
	check_str(p.sources[0].what, "hid-1");
	check(!load("sources: [{thermal: , enter: {warning: 3}}]", "hid-1"));
	check(p.rules.sources == 2 && p.sources[1].kind == SS_SOURCE_BATTERY);
	check_str(p.sources[1].what, "hid-1");
	check(load("levels: {a: , b: }\nsources: []", "hid-1") == -EINVAL);
}

static void management(void)
{
	check(!load("dwell: 1s", NULL) && !ss_profile_has_management(&p));
	check(!ss_profile_manage(&p, 22, NULL) && !ss_profile_manage(&p, 2222, "2001:db8::1"));
	check(ss_profile_has_management(&p));
	rule_is(p.table.rule_count - 2, "tcp/22");
	rule_is(p.table.rule_count - 1, "tcp/2222 2001:db8::1");
	check(ss_profile_manage(&p, 22, "fe80::1%eth0") == -EINVAL);
}

static void values(void)
{
	static const struct {
		enum ss_source_kind kind;
		int64_t value;
		const char *text;
	} all[] = {
		{ SS_SOURCE_BATTERY, 17000, "17%" },
		{ SS_SOURCE_THERMAL, 85500, "85.5 C" },
		{ SS_SOURCE_FILE, -1, "-0.001" },
		{ SS_SOURCE_FILE, INT64_MIN + 8, "-9223372036854775.8" },
		{ SS_SOURCE_PRESSURE, 250, "0.25%" },
		{ SS_SOURCE_STDIN, 0, "0" },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct ss_strbuf out = { 0 };

		ss_profile_value_text(all[i].kind, all[i].value, &out);
		check_str(out.data, all[i].text);
		ss_strbuf_fini(&out);
	}
}

static void end(void)
{
	ss_profile_fini(&p);
	check(p.table.rules == NULL);
}

static const struct check_case cases[] = {
	{ "what is built in", builtin },
	{ "levels: each as the one before, and what it says", levels },
	{ "all that is wrong with a file is told", mistakes },
	{ "connections go on where something is dropped", drains },
	{ "rates", rates },
	{ "rules of classes: every combination of lists", rules },
	{ "there are as many rules as the kernel has room for", many_rules },
	{ "sources and their bounds", sources },
	{ "the battery that --supply names", supply },
	{ "sessions that stay", management },
	{ "values as people read them", values },
	{ "nothing is left", end },
};

CHECK_MAIN(cases)
