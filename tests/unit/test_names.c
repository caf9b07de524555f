// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>

#include "check.h"
#include "core/clock.h"
#include "dns_captures.h"
#include "event/names.h"
#include "hex.h"

#define MINUTE (60 * SS_NS_PER_SEC)

static const struct ss_names_who me = { .start_ns = 1000, .tgid = 7 };
static const struct ss_names_who other = { .start_ns = 2000, .tgid = 8 };
static struct ss_names *names;
static struct ss_dns dns;

static void parse(const char *hex)
{
	size_t len;
	uint8_t *bytes = unhex(hex, SIZE_MAX, &len);
	struct ss_bytes message = { .at = bytes, .have = len, .left = len };

	check(!ss_dns_parse(&dns, &message));
	free(bytes);
}

static void begin(size_t max)
{
	names = ss_names_new(max);
	if (!check(names))
		abort();
	parse(answer_chain);
}

static void end(void)
{
	ss_names_free(names);
}

/* The name and its source as "name dns", "-" if there is none. */
static const char *of(const struct ss_names_who *who, const uint8_t *ip, uint64_t now_ns)
{
	static char out[SS_NAME_SIZE + 16];
	enum ss_name_from from;
	const char *name = ss_names_find(names, who, ip, now_ns, &from);

	check(!name == !ss_name_from_text[from]);
	if (!name)
		return "-";
	snprintf(out, sizeof(out), "%s %s", name, ss_name_from_text[from]);
	return out;
}

static const char *of_ip4(const struct ss_names_who *who, uint8_t last, uint64_t now_ns)
{
	uint8_t ip[16];

	ss_names_ip4(ip, (uint8_t[4]){ 192, 0, 2, last });
	return of(who, ip, now_ns);
}

static void name_that_was_asked_for(void)
{
	uint8_t ip6[16] = { 0x20, 0x01, 0x0d, 0xb8, [15] = 0x53 };

	begin(64);
	check_str(of_ip4(&me, 17, 0), "-");
	ss_names_learn(names, &me, &dns, 0);
	check_str(of_ip4(&me, 17, 0), "www.example.com dns");
	check_str(of_ip4(&me, 18, 0), "www.example.com dns");
	check_str(of_ip4(&me, 19, 0), "-");
	parse(answer_aaaa);
	ss_names_learn(names, &me, &dns, 0);
	check_str(of(&me, ip6, 0), "dns.example dns");
	check(ss_names_count(names) == 8 && !ss_names_evicted(names));
	end();
}

static void asked_by_another(void)
{
	const struct ss_names_who later = { .start_ns = 3000, .tgid = 7 };

	begin(64);
	ss_names_learn(names, &me, &dns, 0);
	check_str(of_ip4(&other, 17, 0), "www.example.com dns-other");
	/* The same pid, but not the same process. */
	check_str(of_ip4(&later, 17, 0), "www.example.com dns-other");
	dns.name = dns.answer[2].name; /* e1.a.example.net */
	ss_names_learn(names, &other, &dns, 0);
	check_str(of_ip4(&me, 17, 0), "www.example.com dns");
	check_str(of_ip4(&other, 17, 0), "e1.a.example.net dns");
	check_str(of_ip4(&later, 17, 0), "e1.a.example.net dns-other");
	end();
}

static void expiry(void)
{
	begin(64);
	/* A TTL of 20 seconds: kept for longer, as programs do. */
	ss_names_learn(names, &me, &dns, MINUTE);
	check_str(of_ip4(&me, 17, 6 * MINUTE - 1), "www.example.com dns");
	check_str(of_ip4(&me, 17, 6 * MINUTE), "-");
	dns.answer[2].ttl = 3600;
	dns.answer[3].ttl = 0x7fffffff;
	ss_names_learn(names, &me, &dns, 0);
	check_str(of_ip4(&me, 17, 59 * MINUTE), "www.example.com dns");
	check_str(of_ip4(&me, 17, 60 * MINUTE), "-");
	check_str(of_ip4(&me, 18, 1439 * MINUTE), "www.example.com dns");
	check_str(of_ip4(&me, 18, 1440 * MINUTE), "-");
	end();
}

/* What no resolver would have believed. */
static void not_learnt(void)
{
	struct ss_dns good;

	begin(64);
	good = dns;
	dns.response = false;
	ss_names_learn(names, &me, &dns, 0);
	dns = good;
	dns.rcode = 3;
	ss_names_learn(names, &me, &dns, 0);
	dns = good;
	dns.opcode = 5;
	ss_names_learn(names, &me, &dns, 0);
	dns = good;
	dns.class = 3;
	ss_names_learn(names, &me, &dns, 0);
	dns = good;
	dns.name = 0;
	ss_names_learn(names, &me, &dns, 0);
	dns = good;
	/* The chain is broken: these addresses are those of a name nobody asked for. */
	dns.answer[1].type = SS_DNS_NS;
	ss_names_learn(names, &me, &dns, 0);
	check(!ss_names_count(names));
	end();
}

static void aliases_in_a_circle(void)
{
	begin(64);
	dns.answer[1].target = dns.name;
	dns.answer[2].name = dns.answer[1].name;
	ss_names_learn(names, &me, &dns, 0);
	check_str(of_ip4(&me, 17, 0), "www.example.com dns");
	check_str(of_ip4(&me, 18, 0), "-");
	end();
}

/* A pair of entries an address: the process's own is the younger of the two. */
static void room_runs_out(void)
{
	begin(8);
	dns.answer_count = 3;
	for (int i = 0; i < 4; i++) {
		dns.answer[2].addr[3] = i;
		ss_names_learn(names, &me, &dns, i);
	}
	check(ss_names_count(names) == 8 && !ss_names_evicted(names));
	check_str(of_ip4(&me, 0, 4), "www.example.com dns"); /* used: young again */
	dns.answer[2].addr[3] = 4;
	ss_names_learn(names, &me, &dns, 4);
	check(ss_names_count(names) == 8 && ss_names_evicted(names) == 2);
	check_str(of_ip4(&me, 0, 4), "www.example.com dns");
	check_str(of_ip4(&other, 0, 4), "-"); /* its other half was the oldest */
	check_str(of_ip4(&me, 1, 4), "www.example.com dns");
	check_str(of_ip4(&other, 1, 4), "-");
	/* What goes after its time is no loss. */
	dns.answer[2].addr[3] = 5;
	ss_names_learn(names, &me, &dns, 10 * MINUTE);
	check(ss_names_evicted(names) == 2);
	end();
}

static void many(void)
{
	begin(256);
	dns.answer_count = 3;
	for (unsigned i = 0; i < 20000; i++) {
		struct ss_names_who who = { .start_ns = i % 7, .tgid = 1 + i % 5 };

		memcpy(dns.answer[2].addr, &i, 4);
		ss_names_learn(names, &who, &dns, 0);
		if (i % 3)
			of_ip4(&who, i, 0);
	}
	check(ss_names_count(names) == 256 && ss_names_evicted(names) == 2 * 20000 - 256);
	end();
}

static void no_room_at_all(void)
{
	check(!ss_names_new(0) && errno == EINVAL);
	check(!ss_names_new(SIZE_MAX) && errno == EINVAL);
	begin(1);
	ss_names_learn(names, &me, &dns, 0);
	check(ss_names_count(names) == 1);
	check_str(of_ip4(&me, 18, 0), "www.example.com dns");
	end();
}

static void name_too_long(void)
{
	begin(64);
	dns.name = dns.text_len;
	memset(dns.text + dns.name, 'x', SS_NAME_SIZE);
	dns.text[dns.name + SS_NAME_SIZE] = '\0';
	dns.answer[2].name = dns.name;
	ss_names_learn(names, &me, &dns, 0);
	check(!ss_names_count(names));
	dns.text[dns.name + SS_NAME_SIZE - 1] = '\0';
	ss_names_learn(names, &me, &dns, 0);
	check(ss_names_count(names) == 2);
	end();
}

static const struct check_case cases[] = {
	{ "the name that was asked for, over aliases", name_that_was_asked_for },
	{ "asked by another process", asked_by_another },
	{ "a name has its time", expiry },
	{ "answers that are not believed", not_learnt },
	{ "aliases in a circle", aliases_in_a_circle },
	{ "room runs out: the longest unused goes", room_runs_out },
	{ "many of them: the table keeps its size", many },
	{ "a table of one", no_room_at_all },
	{ "a name that is too long", name_too_long },
};

CHECK_MAIN(cases)
