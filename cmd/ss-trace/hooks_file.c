// SPDX-License-Identifier: BSD-2-Clause
/*
 * How what happens to files is seen: on the object where that can be had, since
 * it costs nobody else and misses no io_uring; with it, for the calls that fail
 * before there is an object, the return of their functions.  Else by the
 * tracepoints of the system calls.
 */
#include "hooks.h"

#include <bpf/libbpf.h>

#include "bpf/object.h"
#include "core/log.h"
#include "trace.h"
#include "trace.skel.h"

#if defined(__x86_64__)
#define CALL_FN	       "__x64_sys_"
#define OLD_CALLS(...) __VA_ARGS__
#else
#define CALL_FN "__arm64_sys_"
#define OLD_CALLS(...)
#endif

#define OBJECT(program)                                                                            \
	{                                                                                          \
		program, NULL                                                                      \
	}
#define FUNCTION(program, call)                                                                    \
	{                                                                                          \
		program, CALL_FN call                                                              \
	}
#define EXIT_OF(program, call)                                                                     \
	{                                                                                          \
		program, "?syscalls/sys_exit_" call                                                \
	}
#define ENTRY_OF(program, call)                                                                    \
	{                                                                                          \
		program, "?syscalls/sys_enter_" call                                               \
	}

/* clang-format off */
static const struct hook_way ways[] = {
	{ SS_EVENT_FILE_OPEN, HOOK_FEXIT, false, "fexit/do_filp_open", { OBJECT("on_open") } },
	{ SS_EVENT_FILE_OPEN, HOOK_FEXIT, false, "fexit/do_file_open", { OBJECT("on_file_open") } },
	{ SS_EVENT_FILE_OPEN, HOOK_CALL, false, "tracepoint/syscalls/sys_exit_openat", {
		{ "on_open_exit", "syscalls/sys_exit_openat" },
		EXIT_OF("on_open_exit", "open"), EXIT_OF("on_open_exit", "creat"),
		EXIT_OF("on_open_exit", "openat2") } },

	{ SS_EVENT_FILE_WRITE, HOOK_FEXIT, false, "fexit/vfs_write", {
		OBJECT("on_write"), OBJECT("on_writev"), OBJECT("on_splice"),
		OBJECT("on_splice_done"), OBJECT("on_sendfile"), OBJECT("on_sendfile_done"),
		OBJECT("on_copy"), OBJECT("on_copy_done"),
		OBJECT("on_write_asked"), OBJECT("on_fput") } },
	{ SS_EVENT_FILE_WRITE, HOOK_CALL, true, "tracepoint/syscalls/sys_exit_write", {
		{ "on_write_exit", "syscalls/sys_exit_write" },
		EXIT_OF("on_write_exit", "pwrite64"), EXIT_OF("on_write_exit", "writev"),
		EXIT_OF("on_write_exit", "pwritev"), EXIT_OF("on_write_exit", "pwritev2"),
		EXIT_OF("on_write_exit", "sendfile64"), EXIT_OF("on_write_exit", "splice"),
		EXIT_OF("on_write_exit", "copy_file_range"),
		{ "on_close_enter", "syscalls/sys_enter_close" },
		ENTRY_OF("on_close_enter", "dup2"), ENTRY_OF("on_close_enter", "dup3"),
		{ "on_exit_close", "sched/sched_process_exit" } } },

	{ SS_EVENT_FILE_RENAME, HOOK_FEXIT, false, "fexit/vfs_rename", {
		OBJECT("on_path_rename"), OBJECT("on_vfs_rename"),
		OLD_CALLS(FUNCTION("on_rename_failed", "rename"),)
		FUNCTION("on_renameat_failed", "renameat"),
		FUNCTION("on_renameat2_failed", "renameat2") } },
	{ SS_EVENT_FILE_RENAME, HOOK_CALL, false, "tracepoint/syscalls/sys_exit_renameat2", {
		{ "on_rename_exit", "syscalls/sys_exit_renameat2" },
		EXIT_OF("on_rename_exit", "renameat"), EXIT_OF("on_rename_exit", "rename") } },

	{ SS_EVENT_FILE_UNLINK, HOOK_FEXIT, false, "fexit/vfs_unlink", {
		OBJECT("on_path_unlink"), OBJECT("on_path_rmdir"), OBJECT("on_vfs_unlink"),
		OBJECT("on_vfs_rmdir"),
		OLD_CALLS(FUNCTION("on_unlink_done", "unlink"),)
		OLD_CALLS(FUNCTION("on_rmdir_done", "rmdir"),)
		FUNCTION("on_unlinkat_done", "unlinkat") } },
	{ SS_EVENT_FILE_UNLINK, HOOK_CALL, false, "tracepoint/syscalls/sys_exit_unlinkat", {
		{ "on_unlink_exit", "syscalls/sys_exit_unlinkat" },
		EXIT_OF("on_unlink_exit", "unlink"), EXIT_OF("on_unlink_exit", "rmdir") } },

	{ SS_EVENT_FILE_LINK, HOOK_FEXIT, false, "fexit/vfs_link", {
		OBJECT("on_path_link"), OBJECT("on_path_symlink"), OBJECT("on_vfs_link"),
		OBJECT("on_vfs_symlink"),
		OLD_CALLS(FUNCTION("on_link_failed", "link"),)
		OLD_CALLS(FUNCTION("on_symlink_failed", "symlink"),)
		FUNCTION("on_linkat_failed", "linkat"),
		FUNCTION("on_symlinkat_failed", "symlinkat") } },
	{ SS_EVENT_FILE_LINK, HOOK_CALL, false, "tracepoint/syscalls/sys_exit_linkat", {
		{ "on_link_exit", "syscalls/sys_exit_linkat" },
		{ "on_link_exit", "syscalls/sys_exit_symlinkat" },
		EXIT_OF("on_link_exit", "link"), EXIT_OF("on_link_exit", "symlink") } },

	{ SS_EVENT_FILE_CHMOD, HOOK_FEXIT, false, "fexit/chmod_common", {
		OBJECT("on_chmod"), OBJECT("on_chmod_done"),
		OLD_CALLS(FUNCTION("on_chmod_failed", "chmod"),)
		FUNCTION("on_fchmod_failed", "fchmod"), FUNCTION("on_fchmodat_failed", "fchmodat"),
		{ "on_fchmodat2_failed", "?" CALL_FN "fchmodat2" } } },
	{ SS_EVENT_FILE_CHMOD, HOOK_CALL, false, "tracepoint/syscalls/sys_exit_fchmodat", {
		{ "on_chmod_exit", "syscalls/sys_exit_fchmodat" },
		{ "on_chmod_exit", "syscalls/sys_exit_fchmod" },
		EXIT_OF("on_chmod_exit", "chmod"), EXIT_OF("on_chmod_exit", "fchmodat2") } },

	{ SS_EVENT_FILE_CHOWN, HOOK_FEXIT, false, "fexit/chown_common", {
		OBJECT("on_chown"), OBJECT("on_chown_done"),
		OLD_CALLS(FUNCTION("on_chown_failed", "chown"),)
		OLD_CALLS(FUNCTION("on_lchown_failed", "lchown"),)
		FUNCTION("on_fchown_failed", "fchown"),
		FUNCTION("on_fchownat_failed", "fchownat") } },
	{ SS_EVENT_FILE_CHOWN, HOOK_CALL, false, "tracepoint/syscalls/sys_exit_fchownat", {
		{ "on_chown_exit", "syscalls/sys_exit_fchownat" },
		{ "on_chown_exit", "syscalls/sys_exit_fchown" },
		EXIT_OF("on_chown_exit", "chown"), EXIT_OF("on_chown_exit", "lchown") } },

	{ SS_EVENT_FILE_TRUNCATE, HOOK_FEXIT, false, "fexit/vfs_truncate", {
		OBJECT("on_truncate"), OBJECT("on_truncate_done"), OBJECT("on_ftruncate"),
		OBJECT("on_ftruncate_done"), FUNCTION("on_truncate_failed", "truncate"),
		FUNCTION("on_ftruncate_failed", "ftruncate") } },
	{ SS_EVENT_FILE_TRUNCATE, HOOK_FEXIT, false, "fexit/vfs_truncate", {
		OBJECT("on_truncate"), OBJECT("on_truncate_done"),
		FUNCTION("on_truncate_failed", "truncate"),
		FUNCTION("on_ftruncate_return", "ftruncate") } },
	{ SS_EVENT_FILE_TRUNCATE, HOOK_CALL, false, "tracepoint/syscalls/sys_exit_truncate", {
		{ "on_truncate_exit", "syscalls/sys_exit_truncate" },
		{ "on_truncate_exit", "syscalls/sys_exit_ftruncate" } } },

	{ SS_EVENT_FILE_UTIMES, HOOK_FEXIT, false, "fexit/vfs_utimes", {
		OBJECT("on_utimes"), OBJECT("on_utimes_done"),
		OLD_CALLS(FUNCTION("on_utime_failed", "utime"),)
		OLD_CALLS(FUNCTION("on_utimes_failed", "utimes"),)
		OLD_CALLS(FUNCTION("on_futimesat_failed", "futimesat"),)
		FUNCTION("on_utimensat_failed", "utimensat") } },
	{ SS_EVENT_FILE_UTIMES, HOOK_CALL, false, "tracepoint/syscalls/sys_exit_utimensat", {
		{ "on_utimes_exit", "syscalls/sys_exit_utimensat" },
		EXIT_OF("on_utimes_exit", "utime"), EXIT_OF("on_utimes_exit", "utimes"),
		EXIT_OF("on_utimes_exit", "futimesat") } },

	{ SS_EVENT_FILE_MEMFD, HOOK_FEXIT, false, "fexit/" CALL_FN "memfd_create", {
		FUNCTION("on_memfd_return", "memfd_create") } },
	{ SS_EVENT_FILE_MEMFD, HOOK_CALL, false, "tracepoint/syscalls/sys_exit_memfd_create", {
		{ "on_memfd_exit", "syscalls/sys_exit_memfd_create" } } },

	{ SS_EVENT_MMAP_EXEC, HOOK_FEXIT, false, "fexit/vm_mmap_pgoff", { OBJECT("on_mmap") } },
	{ SS_EVENT_MMAP_EXEC, HOOK_CALL, false, "tracepoint/syscalls/sys_exit_mmap", {
		{ "on_mmap_exit", "syscalls/sys_exit_mmap" } } },

	{ SS_EVENT_MPROTECT_EXEC, HOOK_FEXIT, false, "fexit/security_file_mprotect", {
		OBJECT("on_mprotect") } },
	{ SS_EVENT_MPROTECT_EXEC, HOOK_CALL, false, "tracepoint/syscalls/sys_enter_mprotect", {
		{ "on_mprotect_enter", "syscalls/sys_enter_mprotect" },
		{ "on_mprotect_exit", "syscalls/sys_exit_mprotect" },
		ENTRY_OF("on_mprotect_enter", "pkey_mprotect"),
		EXIT_OF("on_mprotect_exit", "pkey_mprotect") } },
};
/* clang-format on */

/* The tables that only some events fill take no memory for the others. */
static int prepare(struct trace *t)
{
	struct bpf_map *map[] = { t->skel->maps.writings, t->skel->maps.writers };
	int err = 0;

	for (size_t i = 0; i < sizeof(map) / sizeof(map[0]) && !err; i++)
		if (!t->hooks[SS_EVENT_FILE_WRITE].hook)
			err = bpf_map__set_max_entries(map[i], 1);
	return err ? ss_bpf_error(err, "cannot size the table of files written to") : 0;
}

const struct hook_domain file_hooks = { ways, sizeof(ways) / sizeof(ways[0]), prepare };
