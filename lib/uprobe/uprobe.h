/* SPDX-License-Identifier: BSD-2-Clause */
/* What --uprobe asks for: a place in a program or library, and arguments to read there. */
#ifndef SS_UPROBE_H
#define SS_UPROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SS_UPROBE_ARGS	   6
#define SS_UPROBE_NAME_MAX 64 /* bytes of an argument's name */
#define SS_UPROBE_WHY_SIZE 160

enum ss_uprobe_kind {
	SS_UPROBE_SKIP, /* "_": not wanted */
	SS_UPROBE_INT,
	SS_UPROBE_UINT,
	SS_UPROBE_LONG,
	SS_UPROBE_ULONG,
	SS_UPROBE_HEX,
	SS_UPROBE_PTR,
	SS_UPROBE_STR, /* up to its NUL, or as long as another argument says */
	SS_UPROBE_KINDS
};

struct ss_uprobe_arg {
	const char *name; /* as given, or "arg1" */
	uint8_t kind;
	uint8_t len_arg; /* "str@3": the number of the argument that is its length; 0: up to the NUL
			  */
};

/*
 * TARGET:SYMBOL[+OFFSET][(ARG,...)][%return[=KIND]]
 * TARGET:0xOFFSET[(ARG,...)]
 * usdt:TARGET:PROVIDER:NAME[(ARG,...)]
 *
 * TARGET is a library ("libssl.so.3", "libssl"), a program or a path.  An ARG is
 * [NAME=]KIND with the kinds int uint long ulong hex ptr str str@N and _.
 */
struct ss_uprobe {
	char *text;	  /* what the strings below are parts of */
	const char *spec; /* the whole, as it was given; the caller's */
	const char *target;
	const char *provider; /* of a USDT probe, else NULL */
	const char *symbol;   /* NULL: offset is one in the file */
	uint64_t offset;
	bool at_return;
	uint8_t result; /* enum ss_uprobe_kind of the returned value */
	uint8_t arg_count;
	struct ss_uprobe_arg args[SS_UPROBE_ARGS];
};

/* 0; -EINVAL, with the reason in WHY (no full stop, no name of the spec); or -ENOMEM. */
int ss_uprobe_parse(struct ss_uprobe *u, const char *spec, char why[SS_UPROBE_WHY_SIZE]);
void ss_uprobe_fini(struct ss_uprobe *u);

/*
 * The file that TARGET names.  For process PID a path is taken as it sees it,
 * and a bare name is a library or program that it has mapped.  For all of this
 * machine, PID 0, a bare name is a library of the linker's cache or folders, else
 * a program of $PATH.  Writes a path to OUT.  0; -ENOENT, -ESRCH, -ENAMETOOLONG
 * or another -errno; -EINVAL: no regular file.
 */
int ss_uprobe_find(const char *target, uint32_t pid, char *out, size_t size);

/*
 * The path of library NAME in an ld.so.cache of LEN bytes, for this
 * architecture: of that name or, where it has no ".so", the first "NAME.so...".
 * NULL: it is not there, or that is no cache.  Points into DATA.
 */
const char *ss_ldcache_find(const char *data, size_t len, const char *name);

/*
 * Where function NAME begins in an ELF file of SIZE bytes, which may be anything: its
 * offset in the file.  0; -ENOENT: it has none of that name; -ENOEXEC: no ELF file of
 * this machine's kind.
 */
int ss_elf_function(const void *elf, size_t size, const char *name, uint64_t *offset);
/* The same of the file at PATH; or another -errno. */
int ss_uprobe_function(const char *path, const char *name, uint64_t *offset);

/* A probe and where it is. */
struct ss_uprobe_place {
	const struct ss_uprobe *probe;
	const char *file;
	uint64_t offset; /* in the file; not of a USDT probe */
};

#endif
