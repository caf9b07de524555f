/* SPDX-License-Identifier: BSD-2-Clause */
/* Files that take the kernel long to close. */
#ifndef SS_BEHIND_H
#define SS_BEHIND_H

#include <stddef.h>

/*
 * Close FILES without waiting for it: a process of its own, which is nobody's child here, is
 * the last to have them, and does nothing else.  It ends when the kernel is through.  Where
 * there can be no such process this waits.
 */
void ss_close_behind(const int *files, size_t count);

#endif
