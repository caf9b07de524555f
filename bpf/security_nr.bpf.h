/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Numbers of the system calls that the security events look at. */
#ifndef SS_SECURITY_NR_BPF_H
#define SS_SECURITY_NR_BPF_H

#if defined(__TARGET_ARCH_x86)
#define NR_ioctl	     16
#define NR_execve	     59
#define NR_kill		     62
#define NR_ptrace	     101
#define NR_rt_sigqueueinfo   129
#define NR_pivot_root	     155
#define NR_prctl	     157
#define NR_mount	     165
#define NR_umount2	     166
#define NR_init_module	     175
#define NR_kexec_load	     246
#define NR_add_key	     248
#define NR_request_key	     249
#define NR_keyctl	     250
#define NR_unshare	     272
#define NR_rt_tgsigqueueinfo 297
#define NR_setns	     308
#define NR_process_vm_readv  310
#define NR_process_vm_writev 311
#define NR_finit_module	     313
#define NR_kexec_file_load   320
#define NR_execveat	     322
#elif defined(__TARGET_ARCH_arm64)
#define NR_ioctl	     29
#define NR_execve	     221
#define NR_ptrace	     117
#define NR_kill		     129
#define NR_rt_sigqueueinfo   138
#define NR_pivot_root	     41
#define NR_prctl	     167
#define NR_mount	     40
#define NR_umount2	     39
#define NR_init_module	     105
#define NR_kexec_load	     104
#define NR_add_key	     217
#define NR_request_key	     218
#define NR_keyctl	     219
#define NR_unshare	     97
#define NR_rt_tgsigqueueinfo 240
#define NR_setns	     268
#define NR_process_vm_readv  270
#define NR_process_vm_writev 271
#define NR_finit_module	     273
#define NR_kexec_file_load   294
#define NR_execveat	     281
#endif
#define NR_pidfd_send_signal 424
#define NR_open_tree	     428
#define NR_move_mount	     429
#define NR_fsopen	     430
#define NR_fsmount	     432
#define NR_fspick	     433
#define NR_mount_setattr     442
#define NR_open_tree_attr    467

#endif
