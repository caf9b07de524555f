// SPDX-License-Identifier: BSD-2-Clause
/* Records of files: their lines, and hostile ones. */
#include <errno.h>

#include "check.h"
#include "event/file.h"
#include "records.h"

#define ACTOR                                                                                      \
	"\"process\":{\"id\":\"9f2c1a3b-7fff0001-3b9aca00-1\",\"pid\":2147418113,"                 \
	"\"tid\":2147418113,\"ppid\":0,\"comm\":\"c1\",\"uid\":1000,\"euid\":0,\"gid\":100,"       \
	"\"user\":\"bob\"},\"cgroup_id\":\"12345\",\"incomplete\":[\"process\"]}\n"
#define INODE "\"inode\":\"18446744073709551615\",\"dev\":\"8:1\",\"type\":\"regular\","

static struct ss_wire_file *file_in(struct record *r)
{
	return (void *)r->bytes;
}

static struct record file_of(uint32_t kind)
{
	struct record r = { 0 };
	struct ss_wire_file *f = file_in(&r);

	r.head = (struct ss_wire_head){ .kind = kind, .size = sizeof(*f), .boot_ns = 3456789 };
	f->actor = (struct ss_wire_actor){
		.id = wire_id(1, 1),
		.cgroup_id = 12345,
		.tid = PID0 + 1,
		.uid = 1000,
		.gid = 100,
		.comm = "c1",
	};
	return r;
}

/* With an inode. */
static struct record real_of(uint32_t kind)
{
	struct record r = file_of(kind);

	r.head.flags = SS_WIRE_INODE;
	file_in(&r)->inode = UINT64_MAX;
	file_in(&r)->dev = 8 << 20 | 1;
	file_in(&r)->mode = 0100644;
	return r;
}

/* In this order; names with their NULs, what was given without. */
#define GIVEN(r, s)  add_bytes(r, &file_in(r)->given_len, s, sizeof(s) - 1)
#define PATH(r, s)   add_bytes(r, &file_in(r)->path_len, s, sizeof(s))
#define GIVEN2(r, s) add_bytes(r, &file_in(r)->given2_len, s, sizeof(s) - 1)
#define PATH2(r, s)  add_bytes(r, &file_in(r)->path2_len, s, sizeof(s))

static void line(const struct record *r, const char *type, const char *file)
{
	char want[4096];

	snprintf(want, sizeof(want),
		 "{\"v\":1,\"type\":\"%s\",\"ts\":\"" TS "\",\"seq\":\"1\",\"host\":\"h1\","
		 "\"file\":{%s}," ACTOR,
		 type, file);
	check(stream_start(10));
	check(take(r, true) == 1);
	check_str(lines.data, want);
	stream_stop();
}

static void opened(void)
{
	struct record r = real_of(SS_EVENT_FILE_OPEN);

	GIVEN(&r, "../passwd");
	PATH(&r, "passwd\0etc");
	line(&r, "file.open",
	     "\"path\":\"/etc/passwd\",\"given\":\"../passwd\"," INODE
	     "\"mode\":\"0644\",\"flags\":[\"O_RDONLY\"]");
	file_in(&r)->flags = 0x80041; /* and a mode that only the kernel knows */
	file_in(&r)->create_mode = 0177777;
	r.head.flags |= SS_WIRE_CREATED | SS_WIRE_DELETED;
	line(&r, "file.open",
	     "\"path\":\"/etc/passwd\",\"given\":\"../passwd\"," INODE
	     "\"mode\":\"0644\",\"deleted\":true,\"flags\":[\"O_WRONLY\",\"O_CREAT\","
	     "\"O_CLOEXEC\"],\"create_mode\":\"7777\",\"created\":true");
}

static void root_and_odd_kinds(void)
{
	struct record r = real_of(SS_EVENT_FILE_OPEN);

	file_in(&r)->mode = 0041777;
	file_in(&r)->dev = UINT32_MAX;
	file_in(&r)->inode = 2;
	line(&r, "file.open",
	     "\"path\":\"/\",\"inode\":\"2\",\"dev\":\"4095:1048575\",\"type\":\"directory\","
	     "\"mode\":\"1777\",\"flags\":[\"O_RDONLY\"]");
	file_in(&r)->mode = 0600; /* an anonymous inode: no type */
	PATH(&r, "[eventpoll]");
	line(&r, "file.open",
	     "\"path\":\"/[eventpoll]\",\"inode\":\"2\",\"dev\":\"4095:1048575\","
	     "\"mode\":\"0600\",\"flags\":[\"O_RDONLY\"]");
}

static void open_failed(void)
{
	struct record r = file_of(SS_EVENT_FILE_OPEN);

	r.head.flags = SS_WIRE_LEXICAL;
	file_in(&r)->error = -ENOENT;
	GIVEN(&r, "a/./../b//c\xff");
	PATH(&r, "d\0home");
	line(&r, "file.open",
	     "\"path\":\"/home/d/b/c\xef\xbf\xbd\",\"path_hex\":\"2f686f6d652f642f622f63ff\","
	     "\"lexical\":true,\"given\":\"a/./../b//c\xef\xbf\xbd\","
	     "\"given_hex\":\"612f2e2f2e2e2f622f2f63ff\",\"flags\":[\"O_RDONLY\"],"
	     "\"error\":\"ENOENT\"");
	r = file_of(SS_EVENT_FILE_OPEN);
	r.head.flags = SS_WIRE_LEXICAL | SS_WIRE_GIVEN_CUT;
	file_in(&r)->error = -EBADF;
	GIVEN(&r, "x");
	line(&r, "file.open",
	     "\"given\":\"x\",\"given_truncated\":true,\"flags\":[\"O_RDONLY\"],"
	     "\"error\":\"EBADF\"");
	file_in(&r)->error = INT32_MIN;
	line(&r, "file.open",
	     "\"path\":\"/x\",\"lexical\":true,\"given\":\"x\",\"given_truncated\":true,"
	     "\"flags\":[\"O_RDONLY\"],\"errno\":2147483648");
}

static void cut(void)
{
	struct record r = real_of(SS_EVENT_FILE_UNLINK);

	r.head.flags |= SS_WIRE_PATH_CUT | SS_WIRE_DIRECTORY;
	PATH(&r, "b\0a");
	line(&r, "file.unlink",
	     "\"path\":\"a/b\",\"path_truncated\":true," INODE
	     "\"mode\":\"0644\",\"directory\":true");
	r = file_of(SS_EVENT_FILE_UNLINK);
	r.head.flags = SS_WIRE_LEXICAL | SS_WIRE_PATH_CUT;
	GIVEN(&r, "../../../c");
	PATH(&r, "b\0a");
	line(&r, "file.unlink",
	     "\"path\":\"c\",\"path_truncated\":true,\"lexical\":true,\"given\":\"../../../c\"");
}

static void written(void)
{
	struct record r = real_of(SS_EVENT_FILE_WRITE);

	PATH(&r, "w");
	line(&r, "file.write", "\"path\":\"/w\"," INODE "\"mode\":\"0644\"");
	r.head.flags |= SS_WIRE_CLOSED | SS_WIRE_UNSIZED;
	file_in(&r)->num[0] = 1ull << 53;
	file_in(&r)->num[1] = 3;
	line(&r, "file.write",
	     "\"path\":\"/w\"," INODE "\"mode\":\"0644\",\"closed\":true,"
	     "\"bytes\":9007199254740992,\"writes\":3,\"bytes_incomplete\":true");
}

static void renamed(void)
{
	struct record r = real_of(SS_EVENT_FILE_RENAME);

	GIVEN(&r, "a");
	PATH(&r, "a\0x");
	GIVEN2(&r, "b");
	PATH2(&r, "b\0y");
	file_in(&r)->flags = 3;
	line(&r, "file.rename",
	     "\"path\":\"/x/a\",\"given\":\"a\",\"path2\":\"/y/b\",\"given2\":\"b\"," INODE
	     "\"mode\":\"0644\",\"flags\":[\"RENAME_NOREPLACE\",\"RENAME_EXCHANGE\"]");
	r = file_of(SS_EVENT_FILE_RENAME);
	r.head.flags = SS_WIRE_LEXICAL | SS_WIRE_LEXICAL2 | SS_WIRE_PATH2_CUT | SS_WIRE_GIVEN2_CUT;
	GIVEN(&r, "/a");
	GIVEN2(&r, "b");
	PATH2(&r, "y");
	line(&r, "file.rename",
	     "\"path\":\"/a\",\"lexical\":true,\"given\":\"/a\",\"path2\":\"y/b\","
	     "\"path2_truncated\":true,\"lexical2\":true,\"given2\":\"b\","
	     "\"given2_truncated\":true,\"flags\":[]");
}

static void linked(void)
{
	struct record r = file_of(SS_EVENT_FILE_LINK);

	r.head.flags = SS_WIRE_SYMBOLIC | SS_WIRE_LEXICAL2 | SS_WIRE_GIVEN_CUT;
	GIVEN(&r, "../to");
	GIVEN2(&r, "from");
	line(&r, "file.link",
	     "\"target\":\"../to\",\"target_truncated\":true,\"path2\":\"/from\","
	     "\"lexical2\":true,\"given2\":\"from\",\"symbolic\":true");
}

static void changed(void)
{
	struct record r = real_of(SS_EVENT_FILE_CHMOD);

	PATH(&r, "f");
	file_in(&r)->num[0] = 04755;
	line(&r, "file.chmod", "\"path\":\"/f\"," INODE "\"mode\":\"4755\"");
	r.head.flags |= SS_WIRE_BEFORE;
	file_in(&r)->num[1] = 0600;
	line(&r, "file.chmod",
	     "\"path\":\"/f\"," INODE "\"mode\":\"4755\",\"mode_before\":\"0600\"");
	r.head.kind = SS_EVENT_FILE_CHOWN;
	file_in(&r)->num[0] = UINT32_MAX | 5ull << 32;
	file_in(&r)->num[1] = 1 | 2ull << 32;
	line(&r, "file.chown",
	     "\"path\":\"/f\"," INODE "\"mode\":\"0644\",\"gid\":5,\"uid_before\":1,"
	     "\"gid_before\":2");
	r.head.kind = SS_EVENT_FILE_TRUNCATE;
	file_in(&r)->num[0] = (uint64_t)-1;
	file_in(&r)->num[1] = 7;
	line(&r, "file.truncate",
	     "\"path\":\"/f\"," INODE "\"mode\":\"0644\",\"size\":-1,\"size_before\":7");
}

static void times(void)
{
	struct record r = real_of(SS_EVENT_FILE_UTIMES);

	PATH(&r, "f");
	r.head.flags |= SS_WIRE_BEFORE;
	file_in(&r)->flags = SS_WIRE_MTIME_NOW;
	file_in(&r)->num[0] = (uint64_t)-1;
	file_in(&r)->num[2] = (uint64_t)INT64_MIN;
	file_in(&r)->num[3] = INT64_MAX;
	line(&r, "file.utimes",
	     "\"path\":\"/f\"," INODE
	     "\"mode\":\"0644\",\"atime\":\"1969-12-31T23:59:59.999999999Z\",\"mtime\":\"now\","
	     "\"atime_before\":\"1677-09-21T00:12:43.145224192Z\","
	     "\"mtime_before\":\"2262-04-11T23:47:16.854775807Z\"");
	r.head.flags &= ~SS_WIRE_BEFORE;
	file_in(&r)->flags = SS_WIRE_ATIME_KEEP | SS_WIRE_MTIME_KEEP;
	line(&r, "file.utimes", "\"path\":\"/f\"," INODE "\"mode\":\"0644\"");
}

static void memory(void)
{
	struct record r = file_of(SS_EVENT_MPROTECT_EXEC);

	r.head.flags = SS_WIRE_ANONYMOUS | SS_WIRE_ADDRESS | SS_WIRE_BEFORE;
	file_in(&r)->num[0] = UINT64_MAX;
	file_in(&r)->num[1] = 4096;
	file_in(&r)->num[2] = 5;
	file_in(&r)->num[3] = 3;
	line(&r, "file.mprotect_exec",
	     "\"anonymous\":true,\"address\":\"0xffffffffffffffff\",\"size\":4096,"
	     "\"protection\":[\"PROT_READ\",\"PROT_EXEC\"],"
	     "\"protection_before\":[\"PROT_READ\",\"PROT_WRITE\"]");
	r.head.kind = SS_EVENT_MMAP_EXEC;
	r.head.flags = 0;
	file_in(&r)->flags = 0x22;
	file_in(&r)->error = -ENOMEM;
	line(&r, "file.mmap_exec",
	     "\"size\":4096,\"protection\":[\"PROT_READ\",\"PROT_EXEC\"],"
	     "\"flags\":[\"MAP_PRIVATE\",\"MAP_ANONYMOUS\"],\"error\":\"ENOMEM\"");
	r = real_of(SS_EVENT_FILE_MEMFD);
	GIVEN(&r, "x");
	PATH(&r, "memfd:x");
	file_in(&r)->flags = 1;
	line(&r, "file.memfd",
	     "\"path\":\"/memfd:x\",\"given\":\"x\"," INODE
	     "\"mode\":\"0644\",\"flags\":[\"MFD_CLOEXEC\"]");
}

static void lexical(const char *base, size_t len, bool whole, const char *given, const char *want)
{
	char out[256];
	size_t n = ss_path_lexical(out, base, len, whole, given, strlen(given));

	out[n] = 0;
	check_str(out, want);
}

#define BASE(s) s, sizeof(s)
static void lexical_paths(void)
{
	lexical(BASE("b\0a"), true, "c", "/a/b/c");
	lexical(BASE("b\0a"), true, "", "/a/b");
	lexical(BASE("b\0a"), true, "/c/", "/c");
	lexical(BASE("b\0a"), false, "/c", "/c");
	lexical(BASE("b\0a"), true, "..", "/a");
	lexical(BASE("b\0a"), true, "../..", "/");
	lexical(BASE("b\0a"), true, "../../..", "/");
	lexical(BASE("b\0a"), true, "../../../c/..", "/");
	lexical(BASE("b\0a"), true, ".././../c", "/c");
	lexical(BASE("b\0a"), true, "...", "/a/b/...");
	lexical(BASE("b\0a"), true, "..c/.d", "/a/b/..c/.d");
	lexical(BASE("b\0a"), true, "c//d/", "/a/b/c/d");
	lexical("", 0, true, "", "/");
	lexical("", 0, true, "..", "/");
	lexical("", 0, true, "/", "/");
	lexical("", 0, true, "//..//", "/");
	lexical(BASE("b\0a"), false, "c", "a/b/c");
	lexical(BASE("b\0a"), false, "../../..", "");
	lexical(BASE("b\0a"), false, "../../../c", "c");
	lexical("", 0, false, "", "");
}

/* As long as they may be, and one byte more. */
static void lengths(void)
{
	struct record r = file_of(SS_EVENT_FILE_RENAME);
	struct ss_wire_file *f = calloc(1, 65536);
	uint32_t *const len[] = { &f->given_len, &f->path_len, &f->given2_len, &f->path2_len };
	const uint32_t max[] = { SS_WIRE_PATH_MAX, SS_WIRE_FILE_PATH_MAX, SS_WIRE_PATH_MAX,
				 SS_WIRE_FILE_PATH_MAX };

	check(stream_start(10));
	memcpy(f, &r, sizeof(*f));
	memset(f->data, 'x', 20000);
	f->head.flags = SS_WIRE_LEXICAL | SS_WIRE_LEXICAL2;
	for (int i = 0; i < 4; i++) {
		*len[i] = max[i];
		f->head.size += max[i];
	}
	ss_strbuf_clear(&lines);
	check(ss_event_take(&stream, f, f->head.size, true, &lines, &last_type) == 1);
	check(ss_event_take(&stream, f, f->head.size - 1, true, &lines, &last_type) == -EBADMSG);
	for (int i = 0; i < 4; i++) {
		++*len[i];
		f->head.size++;
		check(ss_event_take(&stream, f, f->head.size, true, &lines, &last_type) ==
		      -EBADMSG);
		*len[i] = UINT32_MAX;
		check(ss_event_take(&stream, f, f->head.size, true, &lines, &last_type) ==
		      -EBADMSG);
		*len[i] = max[i];
		f->head.size--;
	}
	free(f);
	stream_stop();
}

static void sizes(void)
{
	struct record r = real_of(SS_EVENT_FILE_OPEN);

	check(stream_start(10));
	GIVEN(&r, "a");
	PATH(&r, "b");
	for (uint32_t size = 0; size < r.head.size; size++) {
		char *copy = malloc(size + 1);

		memcpy(copy, &r, size);
		check(ss_event_take(&stream, copy, size, true, &lines, &last_type) == -EBADMSG);
		free(copy);
	}
	check(take(&r, false) == 1 && !lines.len);
	check(take(&r, true) == 1 && lines.len);
	stream_stop();
}

/* As that of a socket's owner, who has begun another program since. */
static void of_an_earlier_image(void)
{
	struct record exec = exec_of(1, 0), r = file_of(SS_EVENT_FILE_OPEN), now = r;

	check(stream_start(10));
	SET_EXE(&exec, "ls\0bin");
	exec.exec.task.id.exec = 3;
	check(take(&exec, false) == 1);
	file_in(&r)->actor.id.exec = 2;
	file_in(&now)->actor.id.exec = 3;
	for (int i = 0; i < 2; i++) {
		ss_strbuf_clear(&lines);
		check(take(&r, true) == 1);
		check(strstr(lines.data, "3b9aca00-2\"") && !strstr(lines.data, "/bin/ls"));
		ss_strbuf_clear(&lines);
		check(take(&now, true) == 1);
		check(strstr(lines.data, "3b9aca00-3\"") && strstr(lines.data, "/bin/ls"));
	}
	stream_stop();
}

/* The part of the line that is kept with process 2, child of 1. */
static void has_parent(const char *want)
{
	struct record r = real_of(SS_EVENT_FILE_OPEN);
	const char *parent;

	file_in(&r)->actor.id = wire_id(2, 1);
	check(take(&r, true) == 1);
	parent = strstr(lines.data, "\"parent\":{");
	check(!!strstr(lines.data, "\"ppid\":2147418113,"));
	if (!check(want ? parent && strstr(parent, want) : !parent))
		printf("# %s: %s", want ? want : "none", lines.data);
}

static void parent_changes(void)
{
	struct record first = fork_of(1, 0), child = fork_of(2, 1), other = fork_of(3, 1);
	struct record exec = exec_of(1, 0), end = exit_of(1, 0, 0), away = exit_of(3, 1, 0);

	check(stream_start(10));
	check(take(&first, true) == 1 && take(&child, true) == 1 && take(&other, true) == 1);
	has_parent("\"comm\":\"c1\"}");
	exec.exec.task.id.exec = 2;
	memcpy(exec.exec.task.comm, "new", 4);
	SET_EXE(&exec, "new\0bin");
	check(take(&exec, true) == 1);
	has_parent("\"exe\":\"/bin/new\",\"comm\":\"new\"}");
	check(take(&away, true) == 1); /* another's end */
	has_parent("\"exe\":\"/bin/new\",\"comm\":\"new\"}");
	check(take(&end, true) == 1);
	has_parent(NULL);
	stream_stop();
}

static const struct check_case cases[] = {
	{ "an event of an earlier image does not undo what is known", of_an_earlier_image },
	{ "open", opened },
	{ "the root directory, what has no type", root_and_odd_kinds },
	{ "an open that failed", open_failed },
	{ "paths that were cut", cut },
	{ "write", written },
	{ "rename", renamed },
	{ "a symbolic link", linked },
	{ "chmod, chown, truncate", changed },
	{ "times, from the first to the last", times },
	{ "memory that is code, memory files", memory },
	{ "paths by their letters", lexical_paths },
	{ "the greatest lengths", lengths },
	{ "sizes that are too small", sizes },
	{ "a parent that runs something else, and goes", parent_changes },
};

CHECK_MAIN(cases)
