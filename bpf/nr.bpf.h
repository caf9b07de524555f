/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Numbers of system calls, where one program is on several; -1 for those there are none of. */
#ifndef SS_NR_BPF_H
#define SS_NR_BPF_H

#if defined(__TARGET_ARCH_x86)
#define NR_open		   2
#define NR_close	   3
#define NR_mmap		   9
#define NR_execve	   59
#define NR_truncate	   76
#define NR_ftruncate	   77
#define NR_rename	   82
#define NR_rmdir	   84
#define NR_creat	   85
#define NR_link		   86
#define NR_unlink	   87
#define NR_symlink	   88
#define NR_chmod	   90
#define NR_fchmod	   91
#define NR_chown	   92
#define NR_fchown	   93
#define NR_lchown	   94
#define NR_utime	   132
#define NR_io_submit	   209
#define NR_utimes	   235
#define NR_openat	   257
#define NR_fchownat	   260
#define NR_futimesat	   261
#define NR_unlinkat	   263
#define NR_renameat	   264
#define NR_linkat	   265
#define NR_symlinkat	   266
#define NR_fchmodat	   268
#define NR_splice	   275
#define NR_utimensat	   280
#define NR_renameat2	   316
#define NR_execveat	   322
#define NR_copy_file_range 326
#elif defined(__TARGET_ARCH_arm64)
#define NR_open		   -1
#define NR_close	   57
#define NR_mmap		   222
#define NR_execve	   221
#define NR_truncate	   45
#define NR_ftruncate	   46
#define NR_rename	   -1
#define NR_rmdir	   -1
#define NR_creat	   -1
#define NR_link		   -1
#define NR_unlink	   -1
#define NR_symlink	   -1
#define NR_chmod	   -1
#define NR_fchmod	   52
#define NR_chown	   -1
#define NR_fchown	   55
#define NR_lchown	   -1
#define NR_utime	   -1
#define NR_io_submit	   2
#define NR_utimes	   -1
#define NR_openat	   56
#define NR_fchownat	   54
#define NR_futimesat	   -1
#define NR_unlinkat	   35
#define NR_renameat	   38
#define NR_linkat	   37
#define NR_symlinkat	   36
#define NR_fchmodat	   53
#define NR_splice	   76
#define NR_utimensat	   88
#define NR_renameat2	   276
#define NR_execveat	   281
#define NR_copy_file_range 285
#endif
#define NR_io_uring_enter 426
#define NR_openat2	  437
#define NR_fchmodat2	  452

/* The kernel will call again by itself, once the signal has been handled: no result yet. */
#define is_restart(ret) ((ret) <= -512 && (ret) >= -516)

#endif
