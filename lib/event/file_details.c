// SPDX-License-Identifier: BSD-2-Clause
/* What each type of file event says besides which file it is. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/clock.h"
#include "event/file.h"
#include "syscall/values.h"

#define O_CREAT_BIT   0x40
#define O_TMPFILE_BIT 0x400000 /* its own bit, without O_DIRECTORY's */

static void write_set(struct ss_json *w, const char *key, enum ss_set_id set, uint64_t value)
{
	ss_set_write(w, key, strlen(key), set, value);
}

static void open_details(struct ss_json *w, const struct ss_wire_file *r)
{
	write_set(w, "flags", SS_SET_OPEN, r->flags);
	if (r->flags & (O_CREAT_BIT | O_TMPFILE_BIT))
		ss_mode_write(w, "create_mode", r->create_mode);
	if (r->head.flags & SS_WIRE_CREATED)
		ss_json_bool(w, "created", true);
}

static void write_details(struct ss_json *w, const struct ss_wire_file *r)
{
	if (!(r->head.flags & SS_WIRE_CLOSED))
		return;
	ss_json_bool(w, "closed", true);
	ss_json_u64(w, "bytes", r->num[0]);
	ss_json_u64(w, "writes", r->num[1]);
	if (r->head.flags & SS_WIRE_UNSIZED)
		ss_json_bool(w, "bytes_incomplete", true);
}

static void chmod_details(struct ss_json *w, const struct ss_wire_file *r)
{
	ss_mode_write(w, "mode", r->num[0]);
	if (r->head.flags & SS_WIRE_BEFORE)
		ss_mode_write(w, "mode_before", r->num[1]);
}

static void write_owner(struct ss_json *w, const char *key, uint32_t id)
{
	if (id != UINT32_MAX)
		ss_json_u64(w, key, id);
}

static void chown_details(struct ss_json *w, const struct ss_wire_file *r)
{
	write_owner(w, "uid", r->num[0]);
	write_owner(w, "gid", r->num[0] >> 32);
	if (!(r->head.flags & SS_WIRE_BEFORE))
		return;
	write_owner(w, "uid_before", r->num[1]);
	write_owner(w, "gid_before", r->num[1] >> 32);
}

static void truncate_details(struct ss_json *w, const struct ss_wire_file *r)
{
	ss_json_i64(w, "size", (int64_t)r->num[0]);
	if (r->head.flags & SS_WIRE_BEFORE)
		ss_json_i64(w, "size_before", (int64_t)r->num[1]);
}

/* As in "ts", and before 1970 too. */
static void write_time(struct ss_json *w, const char *key, int64_t ns)
{
	char text[64];
	time_t sec = ns / (int64_t)SS_NS_PER_SEC;
	long rest = ns % (int64_t)SS_NS_PER_SEC;
	struct tm tm;
	size_t n;

	if (rest < 0) {
		rest += SS_NS_PER_SEC;
		sec--;
	}
	gmtime_r(&sec, &tm);
	n = strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(text + n, sizeof(text) - n, ".%09ldZ", rest);
	ss_json_put_str(w, key, strlen(key), text, strlen(text));
}

static void utimes_details(struct ss_json *w, const struct ss_wire_file *r)
{
	static const char *const keys[] = { "atime", "mtime" };
	static const char *const before[] = { "atime_before", "mtime_before" };

	for (int i = 0; i < 2; i++)
		if (r->flags & SS_WIRE_ATIME_NOW << i)
			ss_json_put_str(w, keys[i], strlen(keys[i]), "now", 3);
		else if (!(r->flags & SS_WIRE_ATIME_KEEP << i))
			write_time(w, keys[i], (int64_t)r->num[i]);
	for (int i = 0; i < 2 && r->head.flags & SS_WIRE_BEFORE; i++)
		write_time(w, before[i], (int64_t)r->num[2 + i]);
}

/* Of both: what and where in memory; with mmap how, with mprotect what it was. */
static void memory_details(struct ss_json *w, const struct ss_wire_file *r)
{
	if (r->head.flags & SS_WIRE_ANONYMOUS)
		ss_json_bool(w, "anonymous", true);
	if (r->head.flags & SS_WIRE_ADDRESS)
		ss_json_hex(w, "address", r->num[0]);
	ss_json_u64(w, "size", r->num[1]);
	write_set(w, "protection", SS_SET_PROT, r->num[2]);
	if (r->head.kind == SS_EVENT_MMAP_EXEC)
		write_set(w, "flags", SS_SET_MAP, r->flags);
	else if (r->head.flags & SS_WIRE_BEFORE)
		write_set(w, "protection_before", SS_SET_PROT, r->num[3]);
}

void ss_file_details(struct ss_json *w, const struct ss_wire_file *r)
{
	switch (r->head.kind) {
	case SS_EVENT_FILE_OPEN: open_details(w, r); break;
	case SS_EVENT_FILE_WRITE: write_details(w, r); break;
	case SS_EVENT_FILE_RENAME: write_set(w, "flags", SS_SET_RENAME, r->flags); break;
	case SS_EVENT_FILE_UNLINK:
		if (r->head.flags & SS_WIRE_DIRECTORY)
			ss_json_bool(w, "directory", true);
		break;
	case SS_EVENT_FILE_LINK:
		if (r->head.flags & SS_WIRE_SYMBOLIC)
			ss_json_bool(w, "symbolic", true);
		break;
	case SS_EVENT_FILE_CHMOD: chmod_details(w, r); break;
	case SS_EVENT_FILE_CHOWN: chown_details(w, r); break;
	case SS_EVENT_FILE_TRUNCATE: truncate_details(w, r); break;
	case SS_EVENT_FILE_UTIMES: utimes_details(w, r); break;
	case SS_EVENT_FILE_MEMFD: write_set(w, "flags", SS_SET_MEMFD, r->flags); break;
	case SS_EVENT_MMAP_EXEC:
	case SS_EVENT_MPROTECT_EXEC: memory_details(w, r); break;
	}
}
