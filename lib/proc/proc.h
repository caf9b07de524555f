/* SPDX-License-Identifier: BSD-2-Clause */
/* The processes of this machine as the event stream knows them: ids, images, ancestry. */
#ifndef SS_PROC_H
#define SS_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/strbuf.h"
#include "proc/container.h"

#define SS_PROC_COMM_LEN 16

/* One process image, the same at any time and after a restart of the tool. */
struct ss_proc_id {
	uint64_t start_ns; /* CLOCK_BOOTTIME of the process's first thread */
	uint32_t tgid;
	uint32_t exec; /* execs so far, inherited at fork */
};

/* "9f2c1a3b-cddb-1a2b3c4d5e-2": boot id, tgid, start and exec count in hex. */
#define SS_PROC_ID_SIZE 64
struct ss_boot {
	char id[9]; /* first 8 digits of this boot's random id */
};
int ss_boot_read(struct ss_boot *boot); /* 0 or -errno */
void ss_proc_id_text(const struct ss_boot *boot, const struct ss_proc_id *id,
		     char out[static SS_PROC_ID_SIZE]);
/* The reverse: 0, or -EINVAL.  Whether it is this boot's is the caller's to compare. */
int ss_proc_id_parse(const char *text, size_t len, struct ss_boot *boot, struct ss_proc_id *id);

/*
 * What an exec made: shared by all processes that were forked from it since.
 * json is ready text, members without braces: "exe":"/bin/sh","args":["sh"],...
 */
struct ss_image {
	unsigned refs;
	char *json;
	size_t json_len, exe_json_len; /* whole, and up to the end of the exe */
};

/* EXE and the NUL-separated ARGS as they came from the kernel; args longer than the table keeps are
 * cut and marked. */
struct ss_image *ss_image_new(const char *exe, size_t exe_len, const char *args, size_t args_len,
			      uint64_t args_bytes);

/*
 * "args", "args_bytes", "args_truncated" and, where the bytes are not UTF-8,
 * "args_hex".  ARGS_BYTES UINT64_MAX: more than these, how many is not known.
 */
struct ss_json;
void ss_args_write(struct ss_json *w, const char *args, size_t len, uint64_t args_bytes);

struct ss_proc {
	struct ss_proc_id id;
	struct ss_proc_id parent;
	struct ss_image *image; /* NULL: not known (a kernel thread, or it was lost) */
	uint64_t cgroup_id;
	struct ss_container container; /* id empty: none */
	char comm[SS_PROC_COMM_LEN];
	bool kernel_thread;
	bool gone; /* it has exited, and others may still tell of it: see ss_proc_retire() */
	struct ss_proc_text
		*text; /* whoever writes lines keeps here what they share; one malloc() */
	uint32_t auid; /* ~0: not set */
	char tty[18];  /* "pts/3"; empty: none */

	struct ss_proc *next_in_bucket; /* these are the table's own */
	struct ss_proc *newer, *older;
};

struct ss_proc_table; /* fixed size: the process touched longest ago makes room */

struct ss_proc_table *ss_proc_table_new(size_t max); /* at least 1; NULL + errno */
void ss_proc_table_free(struct ss_proc_table *t);
uint64_t ss_proc_table_evicted(const struct ss_proc_table *t);
/* How many are there that have not exited. */
size_t ss_proc_table_count(const struct ss_proc_table *t);

/* The process with this tgid and start, whatever its image; NULL if not there. */
struct ss_proc *ss_proc_find(struct ss_proc_table *t, const struct ss_proc_id *id);
/* Whoever has this tgid now, NULL if not known. */
struct ss_proc *ss_proc_find_tgid(struct ss_proc_table *t, uint32_t tgid);
/*
 * P's parent as the table knows it.  A parent that has gone left P to another:
 * that one is asked of /proc and kept.  NULL: none, or not known, as when P has
 * gone, too; its p->parent is the last that was known.
 */
struct ss_proc *ss_proc_parent(struct ss_proc_table *t, struct ss_proc *p);
/*
 * The entry for ID, found or made; an entry of another process with the same
 * tgid is replaced.  NULL if there is no memory.
 */
struct ss_proc *ss_proc_put(struct ss_proc_table *t, const struct ss_proc_id *id);
/*
 * Another number when the process with this tgid has gone or runs another image,
 * and sometimes when it has not: what was kept about it may not be true any more.
 */
uint32_t ss_proc_version(const struct ss_proc_table *t, uint32_t tgid);
void ss_proc_changed(struct ss_proc_table *t, uint32_t tgid);
/* Something that is in p->text has changed.  ss_proc_set_image() does it too. */
void ss_proc_forget_text(struct ss_proc *p);
/* Takes over the caller's reference to IMAGE; NULL forgets the old one. */
void ss_proc_set_image(struct ss_proc *p, struct ss_image *image);
/* Shares the image of FROM. */
void ss_proc_share_image(struct ss_proc *p, const struct ss_proc *from);
/*
 * The process has gone at NOW_NS (any clock, always the same): its entry is
 * removed a second later, since others may still tell of what it did.
 */
void ss_proc_retire(struct ss_proc_table *t, const struct ss_proc_id *id, uint64_t now_ns);

/*
 * Fill in what only /proc knows of a process that was there before us: image
 * and container.  The entry stays as it is if the process has gone or is not
 * the same any more.  *cwd, if not NULL, gets the directory.  0 or -errno.
 */
int ss_proc_from_procfs(struct ss_proc *p, struct ss_strbuf *cwd);
/*
 * From now on arguments are read through SLOW, the caller's: of a process that
 * has locked its memory they are missing then, instead of us waiting with it.
 * NULL: no longer.
 */
struct ss_slow;
void ss_procfs_through(struct ss_slow *slow);
/* Only its container, as it is now. */
void ss_proc_container_from_procfs(struct ss_proc *p);
/* Is there this process still, whatever its image?  /proc knows its start in ticks only. */
bool ss_procfs_is(const struct ss_proc_id *id);
/* The parent's tgid now; 0 if the process has gone. */
uint32_t ss_procfs_ppid(const struct ss_proc_id *id);

#endif
