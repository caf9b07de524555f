/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Numbers of system calls, where one program is on several; ~0 for those there are none of. */
#ifndef SS_NR_BPF_H
#define SS_NR_BPF_H

#if defined(__TARGET_ARCH_x86)
#define NR_open	 2
#define NR_creat 85
#elif defined(__TARGET_ARCH_arm64)
#define NR_open	 -1
#define NR_creat -1
#endif
#define NR_openat2 437

/* The kernel will call again by itself, once the signal has been handled: no result yet. */
#define is_restart(ret) ((ret) <= -512 && (ret) >= -516)

#endif
