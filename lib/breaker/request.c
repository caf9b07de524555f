// SPDX-License-Identifier: BSD-2-Clause
#include "breaker/request.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "breaker/profile_impl.h"
#include "core/json_line.h"
#include "core/parse.h"

#define TTL_MAX (UINT64_C(3650) * 86400 * SS_NS_PER_SEC)

const char *const ss_block_names[SS_BLOCK_ACTS + 1] = {
	[SS_BLOCK_BLOCK] = "block",
	[SS_BLOCK_UNBLOCK] = "unblock",
};

bool ss_block_is(struct ss_json_val root, enum ss_block_act *act, struct ss_strbuf *room)
{
	if (ss_json_type(root) != SS_JSON_OBJECT ||
	    !ss_json_is(ss_json_get(root, "type", 4), "action.request", room))
		return false;
	for (*act = 0; *act < SS_BLOCK_ACTS; ++*act)
		if (ss_json_is(ss_json_get(root, "action", 6), ss_block_names[*act], room))
			return true;
	return false;
}

__attribute__((format(printf, 2, 3))) static int refuse(struct ss_block_request *r, const char *fmt,
							...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(r->why, sizeof(r->why), fmt, args);
	va_end(args);
	return -EINVAL;
}

static int read_address(struct ss_block_request *r, struct ss_json_val v, struct ss_strbuf *room)
{
	struct ss_breaker_rule rule = { 0 };
	char text[SS_BLOCK_ADDRESS];
	const char *s;
	size_t len;
	int err;

	if (!ss_json_string(v, room, &s, &len))
		return refuse(r, "no target.address: an address or a prefix");
	snprintf(text, sizeof(text), "%.*s", (int)len, s);
	err = len < sizeof(text) && !memchr(s, 0, len) ? ss_profile_prefix(text, &rule) : -EINVAL;
	if (err)
		return refuse(r, "target.address: %s",
			      err == -EDOM ? "it has bits behind its length"
					   : "neither an address nor a prefix");
	r->family = rule.family;
	r->length = rule.length;
	memcpy(r->addr, rule.addr, sizeof(r->addr));
	inet_ntop(r->family == 6 ? AF_INET6 : AF_INET, r->addr, r->address, sizeof(r->address));
	len = strlen(r->address);
	if (r->length != (r->family == 6 ? 128 : 32))
		snprintf(r->address + len, sizeof(r->address) - len, "/%u", r->length);
	return 0;
}

/* As a result has it. */
static int read_ttl_ns(struct ss_block_request *r, struct ss_json_val v)
{
	if (ss_json_exists(v) &&
	    (!ss_json_get_u64(v, &r->ttl_ns) || !r->ttl_ns || r->ttl_ns > TTL_MAX))
		return refuse(r, "ttl_ns: not a number of nanoseconds");
	return 0;
}

/* "10m", or seconds. */
static int read_ttl(struct ss_block_request *r, struct ss_json_val v, struct ss_strbuf *room)
{
	char text[32];
	uint64_t seconds;
	const char *s;
	size_t len;

	if (!ss_json_exists(v))
		return 0;
	if (ss_json_get_u64(v, &seconds)) {
		r->ttl_ns = seconds > TTL_MAX / SS_NS_PER_SEC ? 0 : seconds * SS_NS_PER_SEC;
	} else if (ss_json_string(v, room, &s, &len)) {
		snprintf(text, sizeof(text), "%.*s", (int)len, s);
		if (len >= sizeof(text) || memchr(s, 0, len) || ss_parse_duration(text, &r->ttl_ns))
			r->ttl_ns = 0;
	}
	if (!r->ttl_ns || r->ttl_ns > TTL_MAX)
		return refuse(r, "ttl: not a time, as \"10m\" or a number of seconds");
	return 0;
}

int ss_block_read(struct ss_block_request *r, struct ss_json_val root, enum ss_block_act act,
		  struct ss_strbuf *room)
{
	int err;

	*r = (struct ss_block_request){ .act = act };
	ss_json_keep(r->seq, sizeof(r->seq), ss_json_get(root, "seq", 3));
	ss_json_keep(r->name, sizeof(r->name), ss_json_get(root, "id", 2));
	err = read_address(r, ss_json_path(root, "target.address"), room);
	if (!err && act == SS_BLOCK_BLOCK)
		err = read_ttl(r, ss_json_get(root, "ttl", 3), room);
	if (!err && act == SS_BLOCK_BLOCK)
		err = read_ttl_ns(r, ss_json_get(root, "ttl_ns", 6));
	return room->err ? room->err : err;
}

static bool is_all(const uint8_t *addr, size_t len, uint8_t byte)
{
	for (size_t i = 0; i < len; i++)
		if (addr[i] != byte)
			return false;
	return true;
}

const char *ss_block_guard(const struct ss_block_request *r, bool wide)
{
	static const uint8_t one[16] = { [15] = 1 };

	if (!r->length)
		return "everybody";
	if (!wide && r->length < (r->family == 6 ? 32 : 8))
		return "wide prefix";
	if (r->family == 4 && r->addr[0] == 127)
		return "loopback";
	if (r->family == 6 && r->length == 128 && !memcmp(r->addr, one, 16))
		return "loopback";
	if (r->family == 4 ? r->addr[0] >= 224 : r->addr[0] == 0xff)
		return is_all(r->addr, 4, 0xff) && r->family == 4 ? "broadcast" : "multicast";
	if (is_all(r->addr, r->family == 6 ? 16 : 4, 0) && r->length >= (r->family == 6 ? 128 : 32))
		return "unspecified address";
	return NULL;
}
