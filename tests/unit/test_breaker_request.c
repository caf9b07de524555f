// SPDX-License-Identifier: BSD-2-Clause
/* What action.request lines ask of the breaker, and what is never done. */
#include <errno.h>

#include "breaker/request.h"
#include "check.h"
#include "core/clock.h"

static struct ss_block_request r;

/* 1: it is none of ours; else what ss_block_read() says. */
static int load(const char *text)
{
	struct ss_json_doc *doc = ss_json_doc_new();
	struct ss_strbuf room = { 0 };
	enum ss_block_act act;
	int err = 1;

	check(!ss_json_parse(doc, text, strlen(text), NULL));
	if (ss_block_is(ss_json_root(doc), &act, &room))
		err = ss_block_read(&r, ss_json_root(doc), act, &room);
	ss_strbuf_fini(&room);
	ss_json_doc_free(doc);
	return err;
}

#define LINE(rest) "{\"type\":\"action.request\"," rest "}"

static void ours(void)
{
	check(load("{\"type\":\"process.exec\",\"action\":\"block\"}") == 1);
	check(load(LINE("\"action\":\"kill\",\"target\":{\"pid\":1}")) == 1);
	check(load(LINE("\"target\":{\"address\":\"1.2.3.4\"}")) == 1);
	check(load("[\"action.request\"]") == 1);
	check(!load(LINE("\"action\":\"block\",\"seq\":\"12\",\"id\":7,"
			 "\"target\":{\"address\":\"203.0.113.7\"},\"ttl\":\"10m\"")));
	check(r.act == SS_BLOCK_BLOCK && r.family == 4 && r.length == 32 && r.addr[3] == 7);
	check(r.ttl_ns == 600 * SS_NS_PER_SEC);
	check_str(r.address, "203.0.113.7");
	check_str(r.seq, "\"12\"");
	check_str(r.name, "7");
	check(!load(LINE("\"action\":\"unblock\",\"target\":{\"address\":\"2001:DB8::/32\"}")));
	check(r.act == SS_BLOCK_UNBLOCK && r.family == 6 && r.length == 32 && !r.ttl_ns);
	check_str(r.address, "2001:db8::/32");
	check(!load(LINE("\"action\":\"block\",\"target\":{\"address\":\"::1:2\"},\"ttl\":90")));
	check(r.ttl_ns == 90 * SS_NS_PER_SEC);
	check(!load(LINE("\"action\":\"block\",\"target\":{\"address\":\"::1:2\"},\"ttl_ns\":90")));
	check(r.ttl_ns == 90);
}

/* What IPv4 is written as in IPv6 is IPv4: packets have it so. */
static void mapped(void)
{
	check(!load(LINE("\"action\":\"block\",\"target\":{\"address\":\"::ffff:192.0.2.1\"}")));
	check(r.family == 4 && r.length == 32 && r.addr[0] == 192 && r.addr[3] == 1 && !r.addr[4]);
	check_str(r.address, "192.0.2.1");
	check(!load(LINE("\"action\":\"block\",\"target\":{\"address\":\"::FFFF:10.0.0.0/104\"}")));
	check(r.family == 4 && r.length == 8);
	check_str(r.address, "10.0.0.0/8");
	check(!load(LINE("\"action\":\"block\",\"target\":{\"address\":\"::ffff:0:0/96\"}")));
	check(r.family == 4 && !r.length);
	check(!load(LINE("\"action\":\"block\",\"target\":{\"address\":\"::fffe:0:0/95\"}")));
	check(r.family == 6 && r.length == 95);
	check(!load(LINE("\"action\":\"block\",\"target\":{\"address\":\"::192.0.2.1\"}")));
	check(r.family == 6 && r.length == 128);
}

static void wrong(const char *text, const char *why)
{
	check(load(text) == -EINVAL);
	check_str(r.why, why);
}

static void refused(void)
{
	static const char *const ttl_ns[] = {
		LINE("\"action\":\"block\",\"target\":{\"address\":\"1.2.3.4\"},\"ttl_ns\":"
		     "\"10m\""),
		LINE("\"action\":\"block\",\"target\":{\"address\":\"1.2.3.4\"},\"ttl_ns\":0"),
		LINE("\"action\":\"block\",\"target\":{\"address\":\"1.2.3.4\"},\"ttl_ns\":-5"),
		LINE("\"action\":\"block\",\"target\":{\"address\":\"1.2.3.4\"},\"ttl_ns\":1.5"),
	};

	wrong(LINE("\"action\":\"block\""), "no target.address: an address or a prefix");
	wrong(LINE("\"action\":\"block\",\"target\":{\"address\":7}"),
	      "no target.address: an address or a prefix");
	wrong(LINE("\"action\":\"block\",\"target\":{\"address\":\"host\"}"),
	      "target.address: neither an address nor a prefix");
	wrong(LINE("\"action\":\"block\",\"target\":{\"address\":\"1.2.3.4\\u0000\"}"),
	      "target.address: neither an address nor a prefix");
	wrong(LINE("\"action\":\"block\",\"target\":{\"address\":\"10.0.0.1/8\"}"),
	      "target.address: it has bits behind its length");
	wrong(LINE("\"action\":\"block\",\"target\":{\"address\":\"1.2.3.4\"},\"ttl\":\"soon\""),
	      "ttl: not a time, as \"10m\" or a number of seconds");
	wrong(LINE("\"action\":\"block\",\"target\":{\"address\":\"1.2.3.4\"},\"ttl\":0"),
	      "ttl: not a time, as \"10m\" or a number of seconds");
	wrong(LINE("\"action\":\"block\",\"target\":{\"address\":\"1.2.3.4\"},\"ttl\":1e18"),
	      "ttl: not a time, as \"10m\" or a number of seconds");
	for (size_t i = 0; i < sizeof(ttl_ns) / sizeof(ttl_ns[0]); i++)
		wrong(ttl_ns[i], "ttl_ns: not a number of nanoseconds");
}

static const char *guard(const char *address, bool wide)
{
	char text[128];

	snprintf(text, sizeof(text), LINE("\"action\":\"block\",\"target\":{\"address\":\"%s\"}"),
		 address);
	check(!load(text));
	return ss_block_guard(&r, wide) ? ss_block_guard(&r, wide) : "";
}

static void guarded(void)
{
	check_str(guard("192.0.2.1", false), "");
	check_str(guard("10.0.0.0/8", false), "");
	check_str(guard("8.0.0.0/7", false), "wide prefix");
	check_str(guard("8.0.0.0/7", true), "");
	check_str(guard("0.0.0.0/0", true), "everybody");
	check_str(guard("::/0", true), "everybody");
	check_str(guard("2000::/3", false), "wide prefix");
	check_str(guard("127.0.0.1", true), "loopback");
	check_str(guard("127.0.0.0/8", true), "loopback");
	check_str(guard("::1", true), "loopback");
	check_str(guard("224.0.0.1", true), "multicast");
	check_str(guard("ff02::1", true), "multicast");
	check_str(guard("::ffff:127.0.0.1", true), "loopback");
	check_str(guard("::ffff:0:0/96", true), "everybody");
	check_str(guard("255.255.255.255", true), "broadcast");
	check_str(guard("0.0.0.0", true), "unspecified address");
	check_str(guard("::", true), "unspecified address");
	check_str(guard("::2", true), "");
}

static const struct check_case cases[] = {
	{ "what is asked of the breaker", ours },
	{ "addresses of IPv4 in IPv6", mapped },
	{ "what cannot be done", refused },
	{ "whom nobody may block", guarded },
};

CHECK_MAIN(cases)
