// SPDX-License-Identifier: BSD-2-Clause
/* Arguments that come apart, and the exec lines they end up in. */
#include <errno.h>

#include "check.h"
#include "event/process.h"
#include "records.h"

struct args {
	union {
		struct ss_wire_args wire;
		char bytes[512];
	};
};

static struct args args_of(uint32_t n, const char *text, size_t len)
{
	struct args a = { .wire.head.kind = SS_WIRE_ARGS };

	a.wire.id = wire_id(n, 1);
	a.wire.args_len = len;
	a.wire.head.size = sizeof(a.wire) + len;
	memcpy(a.wire.args, text, len);
	return a;
}

static int take_bytes(const struct args *a, size_t size)
{
	enum ss_event_type type;

	return ss_event_take(&stream, a->bytes, size, true, &lines, &type);
}

static int take_args(const struct args *a)
{
	return take_bytes(a, a->wire.head.size);
}

/* An exec whose own record has only the first of its arguments, and that says so. */
static struct record long_exec(uint32_t n)
{
	struct record r = exec_of(n, 0);

	SET_EXE(&r, "sh\0bin");
	SET_ARGS(&r, "first");
	r.exec.args_bytes = 18;
	r.head.flags |= SS_WIRE_ARGS_APART;
	return r;
}

static bool has(const char *text)
{
	return lines.data && strstr(lines.data, text);
}

static void together(void)
{
	static const char all[] = "first\0second\0third";
	struct args a = args_of(1, all, sizeof(all));
	struct record r = long_exec(1);

	check(stream_start(10));
	check(take_args(&a) == 0 && !lines.len);
	check(take(&r, true) == 1);
	check(has("\"args\":[\"first\",\"second\",\"third\"]") && has("\"args_bytes\":18"));
	ss_strbuf_clear(&lines);
	check(take(&r, true) == 1);
	check(has("\"args\":[\"first\"],")); /* they are used up */
	stream_stop();
}

static void alone(void)
{
	struct args other = args_of(2, "x", 2);
	struct record r = long_exec(1);

	check(stream_start(10));
	check(take_args(&other) == 0);
	check(take(&r, true) == 1);
	check(has("\"args\":[\"first\"],\"args_bytes\":18,\"args_truncated\":true"));
	stream_stop();
}

static void only_the_newest_are_kept(void)
{
	char *args;
	size_t len;

	check(stream_start(10));
	for (uint32_t n = 1; n <= 1000; n++) {
		struct args a = args_of(n, "y", 2);

		check(take_args(&a) == 0);
	}
	args = ss_apart_take(stream.apart, &(struct ss_wire_id){ ONE_SEC, PID0 + 1, 1 }, &len);
	check(!args);
	args = ss_apart_take(stream.apart, &(struct ss_wire_id){ 1000 * ONE_SEC, PID0 + 1000, 1 },
			     &len);
	check(args && len == 2);
	free(args);
	stream_stop();
}

static void refused(void)
{
	struct args a = args_of(1, "z", 2), bad;

	check(stream_start(10));
	bad = a;
	bad.wire.args_len++;
	check(take_args(&bad) == -EBADMSG);
	bad.wire.args_len = UINT32_MAX;
	check(take_args(&bad) == -EBADMSG);
	for (size_t size = 0; size < a.wire.head.size; size++)
		check(take_bytes(&a, size) == -EBADMSG);
	stream_stop();
}

static void unreadable(void)
{
	struct record r = exec_of(1, 0);

	check(stream_start(10));
	SET_EXE(&r, "sh\0bin");
	SET_ARGS(&r, "a");
	r.exec.args_bytes = 9;
	r.head.flags |= SS_WIRE_ARGS_FAULT;
	check(take(&r, true) == 1);
	check(has("\"args_truncated\":true") && has("\"incomplete\":[\"args\"]"));
	stream_stop();
}

static const struct check_case cases[] = {
	{ "all of them are in the line", together },
	{ "without them, the line has what came with the exec", alone },
	{ "what nobody takes makes room", only_the_newest_are_kept },
	{ "what is no such record is refused", refused },
	{ "arguments that could not be read are told as incomplete", unreadable },
};

CHECK_MAIN(cases)
