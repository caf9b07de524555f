// SPDX-License-Identifier: BSD-2-Clause
/* Records of system calls and of uprobes: their lines, as JSON and as text, and hostile ones. */
#include <errno.h>
#include <sys/syscall.h>

#include "check.h"
#include "event/view.h"
#include "records.h"
#include "wire_syscall.h"

#define ACTOR                                                                                      \
	"\"process\":{\"id\":\"9f2c1a3b-7fff0001-3b9aca00-1\",\"pid\":2147418113,"                 \
	"\"tid\":2147418113,\"ppid\":0,\"comm\":\"c1\",\"uid\":1000,\"euid\":0,\"gid\":100,"       \
	"\"user\":\"bob\"},\"cgroup_id\":\"12345\",\"incomplete\":[\"process\"]}\n"

static struct record call_of(uint32_t kind, uint32_t nr, int64_t ret)
{
	struct record r = { 0 };

	r.head = (struct ss_wire_head){ .kind = kind, .size = sizeof(r.call), .boot_ns = 3456789 };
	r.call.actor = (struct ss_wire_actor){
		.id = wire_id(1, 1),
		.cgroup_id = 12345,
		.tid = PID0 + 1,
		.uid = 1000,
		.gid = 100,
		.comm = "c1",
	};
	r.call.nr = nr;
	r.call.ret = ret;
	return r;
}

static void capture(struct record *r, uint8_t arg, uint8_t kind, bool cut, const void *bytes,
		    size_t len)
{
	struct ss_wire_capture w = { .arg = arg, .kind = kind, .cut = cut, .len = len };

	memcpy(r->bytes + r->head.size, &w, sizeof(w));
	memcpy(r->bytes + r->head.size + sizeof(w), bytes, len);
	r->head.size += (sizeof(w) + len + 7) & ~7u;
	r->call.captures++;
}

/* The object NAME of R's line is INNER. */
static void line(const struct record *r, const char *type, const char *name, const char *inner)
{
	char want[4096];

	snprintf(want, sizeof(want),
		 "{\"v\":1,\"type\":\"%s\",\"ts\":\"" TS "\",\"seq\":\"%llu\",\"host\":\"h1\","
		 "\"%s\":{%s}," ACTOR,
		 type, (unsigned long long)stream.seq + 1, name, inner);
	check(take(r, true) == 1);
	check_str(lines.data, want);
}

static struct record openat_of(int64_t ret)
{
	struct record r = call_of(SS_EVENT_SYSCALL, SYS_openat, ret);

	r.call.args[0] = -100ull;
	r.call.args[1] = 0x1000;
	r.call.args[2] = 02000000;
	capture(&r, 1, SS_CAPTURE_STRING, false, "/etc/passwd", 11);
	return r;
}

#define OPENAT                                                                                     \
	"\"args\":{\"dirfd\":\"AT_FDCWD\",\"filename\":\"/etc/passwd\","                           \
	"\"flags\":[\"O_RDONLY\",\"O_CLOEXEC\"]}"

static void call(void)
{
	struct record r = openat_of(3);
	char want[256];

	check(stream_start(10));
	capture(&r, SS_SYSCALL_RESULT, SS_CAPTURE_FD_PATH, false, "passwd\0etc", 11);
	r.call.duration_ns = 1234;
	snprintf(want, sizeof(want),
		 "\"name\":\"openat\",\"nr\":%d," OPENAT
		 ",\"ret\":3,\"ret_path\":\"/etc/passwd\",\"duration_ns\":1234",
		 SYS_openat);
	line(&r, "syscall.exit", "syscall", want);
	r = openat_of(-ENOENT);
	snprintf(want, sizeof(want),
		 "\"name\":\"openat\",\"nr\":%d," OPENAT ",\"error\":\"ENOENT\"", SYS_openat);
	line(&r, "syscall.exit", "syscall", want);
	stream_stop();
}

/* What a descriptor is, in each of its forms. */
static void descriptors(void)
{
	static const struct {
		uint8_t kind;
		const char *bytes;
		size_t len;
		const char *path;
	} forms[] = {
		{ SS_CAPTURE_FD_PATH, "", 0, "/" },
		{ SS_CAPTURE_FD_PATH, "x\0srv", 6, "/srv/x" },
		{ SS_CAPTURE_FD_PIPE, "\x39\x30\0\0\0\0\0\0", 8, "pipe:[12345]" },
		{ SS_CAPTURE_FD_PIPE, "\x39\x30", 2, "pipe:[12345]" },
		{ SS_CAPTURE_FD_NAME, "[eventpoll]", 11, "[eventpoll]" },
	};
	char want[128];

	check(stream_start(10));
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct record r = call_of(SS_EVENT_SYSCALL, SYS_fsync, 0);

		r.call.args[0] = 9;
		capture(&r, 0, forms[i].kind, false, forms[i].bytes, forms[i].len);
		snprintf(want, sizeof(want),
			 "\"name\":\"fsync\",\"nr\":%d,\"args\":{\"fd\":9,\"fd_path\":\"%s\"},"
			 "\"ret\":0",
			 SYS_fsync, forms[i].path);
		line(&r, "syscall.exit", "syscall", want);
	}
	stream_stop();
}

static void refused(const struct record *r, size_t size)
{
	char *copy = malloc(size ? size : 1);

	memcpy(copy, r->bytes, size);
	ss_strbuf_clear(&lines);
	check(ss_event_take(&stream, copy, size, true, &lines, &last_type) == -EBADMSG);
	check(!lines.len);
	free(copy);
}

/* The first capture of R with other words at its head. */
static struct record altered(struct record r, uint8_t arg, uint8_t kind, uint32_t len)
{
	struct ss_wire_capture w = { .arg = arg, .kind = kind, .len = len };

	memcpy(r.bytes + sizeof(r.call), &w, sizeof(w));
	return r;
}

static void hostile(uint32_t kind)
{
	struct record r = call_of(kind, 0, 0), good;

	check(stream_start(10));
	stream.uprobe_count = 0;
	if (kind == SS_EVENT_UPROBE)
		refused(&r, r.head.size); /* there is no such probe */
	capture(&r, 1, SS_CAPTURE_STRING, false, "12345678", 8);
	good = r;
	for (uint32_t size = 0; size < r.head.size; size++)
		refused(&r, size);
	r.head.size = 0; /* less than what every record has */
	refused(&r, good.head.size);
	r = good;
	r.call.captures = 2;
	refused(&r, r.head.size);
	r.call.captures = 0;
	refused(&r, r.head.size);
	r.call.captures = UINT32_MAX;
	refused(&r, r.head.size);
	for (uint32_t len = 9; len; len = len > 20 ? len << 1 : len + 1) {
		r = altered(good, 1, SS_CAPTURE_STRING, len);
		refused(&r, r.head.size);
	}
	r = altered(good, SS_SYSCALL_RESULT + 1, SS_CAPTURE_STRING, 8);
	refused(&r, r.head.size);
	r = altered(good, 1, SS_CAPTURE_FD_NAME + 1, 8);
	refused(&r, r.head.size);
	if (kind == SS_EVENT_SYSCALL)
		check(take(&good, true) == 1);
	stream_stop();
}

static struct ss_uprobe probe;
static struct ss_uprobe_place place = { &probe, "/lib/libx.so", 0x1139 };

static struct record hit_of(const char *spec)
{
	char why[SS_UPROBE_WHY_SIZE];
	struct record r = call_of(SS_EVENT_UPROBE, 0, 0);

	ss_uprobe_fini(&probe);
	check(!ss_uprobe_parse(&probe, spec, why));
	stream.uprobes = &place;
	stream.uprobe_count = 1;
	for (int i = 0; i < SS_SYSCALL_ARGS; i++)
		r.call.args[i] = UINT64_MAX - i;
	return r;
}

#define PLACE "\"file\":\"/lib/libx.so\",\"symbol\":\"f\",\"offset\":\"0x1139\","

static void hits(void)
{
	struct record r;

	check(stream_start(10));
	r = hit_of("libx:f(int,uint,x=long,ulong,hex,_)");
	line(&r, "uprobe.hit", "uprobe",
	     PLACE "\"args\":{\"arg1\":-1,\"arg2\":4294967294,\"x\":-3,"
		   "\"arg4\":\"18446744073709551612\",\"arg5\":\"0xfffffffffffffffb\"}");
	r = hit_of("libx:f(s=str,b=str@3,ulong,n=str)%return=str");
	r.call.args[3] = 0;
	capture(&r, 0, SS_CAPTURE_STRING, true, "a\"b\xff", 4);
	capture(&r, SS_SYSCALL_RESULT, SS_CAPTURE_STRING, false, "done", 4);
	line(&r, "uprobe.hit", "uprobe",
	     PLACE "\"args\":{\"s\":\"a\\\"b\xef\xbf\xbd\",\"s_hex\":\"612262ff\","
		   "\"s_truncated\":true,\"b_ptr\":\"0xfffffffffffffffe\","
		   "\"arg3\":\"18446744073709551613\",\"n\":null},\"ret\":\"done\"");
	r = hit_of("usdt:libx:p:f(int)");
	line(&r, "uprobe.hit", "uprobe",
	     "\"file\":\"/lib/"
	     "libx.so\",\"provider\":\"p\",\"symbol\":\"f\",\"args\":{\"arg1\":-1}");
	r = hit_of("libx:0x10");
	line(&r, "uprobe.hit", "uprobe",
	     "\"file\":\"/lib/libx.so\",\"offset\":\"0x1139\",\"args\":{}");
	ss_uprobe_fini(&probe);
	stream_stop();
}

static void text_is(const struct record *r, const char *want)
{
	struct ss_view v;

	check(take(r, true) == 1);
	check(!ss_view_init(&v, SS_VIEW_TEXT, NULL, SS_COLOR_NEVER));
	check(!ss_view_line(&v, &lines, 0));
	/* Behind time, what, pid, user and comm. */
	check(lines.len > 61);
	ss_strbuf_char(&lines, 0);
	check_str(strstr(lines.data, "c1 ") + 16, want);
	ss_view_fini(&v);
}

static void texts(void)
{
	struct record r = openat_of(3);
	struct ss_wire_socket s = { .family = 2, .type = 1, .protocol = 6, .local_len = 16 };

	check(stream_start(10));
	capture(&r, SS_SYSCALL_RESULT, SS_CAPTURE_FD_PATH, false, "passwd\0etc", 11);
	text_is(&r, "openat(AT_FDCWD, \"/etc/passwd\", O_RDONLY|O_CLOEXEC) = 3</etc/passwd>\n");
	r = openat_of(-ENOENT);
	r.call.duration_ns = 1001234567;
	text_is(&r, "openat(AT_FDCWD, \"/etc/passwd\", O_RDONLY|O_CLOEXEC) = -1 ENOENT "
		    "<1.001234>\n");
	r = call_of(SS_EVENT_SYSCALL, SYS_write, 6);
	r.call.args[0] = 1;
	r.call.args[1] = 0x1000;
	r.call.args[2] = 6;
	memcpy(s.local, "\2\0\0\x50\x7f\0\0\1", 8);
	capture(&r, 0, SS_CAPTURE_FD_SOCKET, false, &s, sizeof(s));
	capture(&r, 1, SS_CAPTURE_BYTES, true, "a\", 9)\033", 7);
	text_is(&r, "write(1<[127.0.0.1]:80>, \"a\\x22, 9)\\x1b\"..., 6) = 6\n");
	r = call_of(SS_EVENT_SYSCALL, 9999, -1);
	text_is(&r, "syscall_9999(0x0, 0x0, 0x0, 0x0, 0x0, 0x0) = -1 EPERM\n");
	r = hit_of("libx:f(int,str)%return=int");
	r.call.args[1] = 0;
	text_is(&r, "/lib/libx.so:f(-1, NULL) = 0\n");
	ss_uprobe_fini(&probe);
	stream_stop();
}

static void hostile_calls(void)
{
	hostile(SS_EVENT_SYSCALL);
}

static void hostile_hits(void)
{
	hostile(SS_EVENT_UPROBE);
}

static const struct check_case cases[] = {
	{ "a call, with its result or error", call },
	{ "what a descriptor is", descriptors },
	{ "records of calls that make no sense", hostile_calls },
	{ "records of uprobes that make no sense", hostile_hits },
	{ "hits of uprobes and USDT probes", hits },
	{ "calls and hits as text", texts },
};

CHECK_MAIN(cases)
